// The entry of the page, and of its worker: both run this one script.

import { serve } from "./worker";
import { open } from "./page";

if (typeof document === "undefined") serve();
else void open();
