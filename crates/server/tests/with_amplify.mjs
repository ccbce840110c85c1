// Signs in with the unmodified library aws-amplify, outside a browser, at the running server. Administration uses plain calls.
//
// usage: node with_amplify.mjs URL FOLDER     FOLDER is where npm has installed aws-amplify

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [url, folder] = process.argv.slice(2);
const require = createRequire(`${folder}/package.json`);
const load = (name) => import(pathToFileURL(require.resolve(name)));
const { Amplify } = await load("aws-amplify");
const auth = await load("aws-amplify/auth");

const PASSWORD = "Correct-Horse-1";
// Amplify names a device after the browser. Without a name, it never confirms the device.
globalThis.navigator ??= { userAgent: "Node.js" };

async function call(operation, body) {
  const headers = {
    "Content-Type": "application/x-amz-json-1.1",
    "X-Amz-Target": `AWSCognitoIdentityProviderService.${operation}`,
  };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  const value = await answer.json();
  assert.ok(answer.ok, `${operation}: ${JSON.stringify(value)}`);
  return value;
}

/** A pool with one app client, which Amplify uses from now on. */
async function pool(settings = {}, mfa = undefined) {
  const id = (await call("CreateUserPool", { PoolName: "shop", AutoVerifiedAttributes: ["email"], ...settings })).UserPool.Id;
  if (mfa) await call("SetUserPoolMfaConfig", { UserPoolId: id, ...mfa });
  const flows = ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];
  const client = await call("CreateUserPoolClient", { UserPoolId: id, ClientName: "web", ExplicitAuthFlows: flows });
  const Cognito = { userPoolId: id, userPoolClientId: client.UserPoolClient.ClientId, userPoolEndpoint: url };
  Amplify.configure({ Auth: { Cognito } });
  return id;
}

async function user(id, Username, Permanent = true) {
  const UserAttributes = [
    { Name: "email", Value: `${Username}@example.com` },
    { Name: "email_verified", Value: "true" },
  ];
  await call("AdminCreateUser", { UserPoolId: id, Username, UserAttributes, MessageAction: "SUPPRESS" });
  await call("AdminSetUserPassword", { UserPoolId: id, Username, Password: PASSWORD, Permanent });
}

/** The code of the latest message to this user. */
async function message(username) {
  const messages = await (await fetch(`${url}/outbox`)).json();
  return messages.filter((it) => it.Username === username).at(-1).Code;
}

function totp(secret, step = 0) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + step));
  const hash = createHmac("sha1", key).update(counter).digest();
  const number = hash.readUInt32BE(hash.at(-1) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

const signIn = (username, options = undefined) => auth.signIn({ username, password: PASSWORD, options });
const answer = (challengeResponse) => auth.confirmSignIn({ challengeResponse });
const claims = async () => (await auth.fetchAuthSession()).tokens.accessToken.payload;

/** Checks the step that Amplify asks for. */
async function asked(signedIn, step) {
  const { nextStep } = await signedIn;
  assert.equal(nextStep.signInStep, step);
  return nextStep;
}

async function refused(name, promise) {
  await assert.rejects(promise, (error) => {
    assert.equal(error.name, name);
    return true;
  });
}

const TOTP = { MfaConfiguration: "OPTIONAL", SoftwareTokenMfaConfiguration: { Enabled: true } };

const tests = {
  async password_by_srp() {
    await user(await pool(), "ann");
    await refused("NotAuthorizedException", auth.signIn({ username: "ann", password: "Wrong-Horse-1" }));
    await asked(signIn("ann"), "DONE");
    assert.deepEqual((await claims()).amr, ["pwd"]);
    assert.equal((await auth.getCurrentUser()).username, "ann");
    assert.equal((await auth.fetchUserAttributes()).email, "ann@example.com");
    const before = (await auth.fetchAuthSession()).tokens.accessToken.toString();
    const after = (await auth.fetchAuthSession({ forceRefresh: true })).tokens.accessToken.toString();
    assert.notEqual(before, after);
    await auth.updatePassword({ oldPassword: PASSWORD, newPassword: "Another-Horse-2" });
    await auth.signOut();
    await refused("NotAuthorizedException", signIn("ann"));
    await asked(auth.signIn({ username: "ann", password: "Another-Horse-2" }), "DONE");
  },

  async software_token() {
    await user(await pool({}, TOTP), "ann");
    await asked(signIn("ann"), "DONE");
    const { sharedSecret } = await auth.setUpTOTP();
    await auth.verifyTOTPSetup({ code: totp(sharedSecret, -1) });
    await auth.updateMFAPreference({ totp: "PREFERRED" });
    assert.deepEqual(await auth.fetchMFAPreference(), { enabled: ["TOTP"], preferred: "TOTP" });
    await auth.signOut();
    await asked(signIn("ann"), "CONFIRM_SIGN_IN_WITH_TOTP_CODE");
    await refused("CodeMismatchException", answer("000000"));
    await asked(answer(totp(sharedSecret)), "DONE");
    assert.deepEqual((await claims()).amr, ["pwd", "otp", "mfa"]);
  },

  async set_up_in_a_sign_in() {
    await user(await pool({}, { ...TOTP, MfaConfiguration: "ON" }), "ann");
    const { totpSetupDetails } = await asked(signIn("ann"), "CONTINUE_SIGN_IN_WITH_TOTP_SETUP");
    await asked(answer(totp(totpSetupDetails.sharedSecret, -1)), "DONE");
    assert.deepEqual((await claims()).amr, ["pwd", "otp", "mfa"]);
    await auth.signOut();
    await asked(signIn("ann"), "CONFIRM_SIGN_IN_WITH_TOTP_CODE");
    await asked(answer(totp(totpSetupDetails.sharedSecret)), "DONE");
  },

  async selection_of_a_factor() {
    const EmailConfiguration = {
      EmailSendingAccount: "DEVELOPER",
      SourceArn: "arn:aws:ses:us-east-1:123456789012:identity/a@example.com",
    };
    const AccountRecoverySetting = { RecoveryMechanisms: [{ Priority: 1, Name: "verified_phone_number" }] };
    const EmailMfaConfiguration = { Message: "Your code is {####}", Subject: "Sign in" };
    await user(await pool({ EmailConfiguration, AccountRecoverySetting }, { ...TOTP, EmailMfaConfiguration }), "ann");
    await asked(signIn("ann"), "DONE");
    const { sharedSecret } = await auth.setUpTOTP();
    await auth.verifyTOTPSetup({ code: totp(sharedSecret, -1) });
    await auth.updateMFAPreference({ totp: "ENABLED", email: "ENABLED" });
    await auth.signOut();
    const step = await asked(signIn("ann"), "CONTINUE_SIGN_IN_WITH_MFA_SELECTION");
    assert.deepEqual(new Set(step.allowedMFATypes), new Set(["TOTP", "EMAIL"]));
    await asked(answer("EMAIL"), "CONFIRM_SIGN_IN_WITH_EMAIL_CODE");
    await asked(answer(await message("ann")), "DONE");
    assert.deepEqual((await claims()).amr, ["pwd", "email_otp", "mfa"]);
  },

  async selection_of_a_first_factor() {
    const SignInPolicy = { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] };
    await user(await pool({ Policies: { SignInPolicy } }), "ann");
    const begin = (preferredChallenge) => {
      const options = { authFlowType: "USER_AUTH", preferredChallenge };
      return auth.signIn({ username: "ann", options });
    };
    const step = await asked(begin(), "CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION");
    assert.deepEqual(new Set(step.availableChallenges), new Set(["PASSWORD", "PASSWORD_SRP", "EMAIL_OTP"]));
    await asked(answer("EMAIL_OTP"), "CONFIRM_SIGN_IN_WITH_EMAIL_CODE");
    await asked(answer(await message("ann")), "DONE");
    await auth.signOut();
    await asked(begin("EMAIL_OTP"), "CONFIRM_SIGN_IN_WITH_EMAIL_CODE");
    await asked(answer(await message("ann")), "DONE");
    await auth.signOut();
    for (const preferredChallenge of ["PASSWORD", "PASSWORD_SRP"]) {
      await asked(signIn("ann", { authFlowType: "USER_AUTH", preferredChallenge }), "DONE");
      await auth.signOut();
    }
  },

  async signing_up_and_a_forgotten_password() {
    await pool();
    const options = { userAttributes: { email: "ann@example.com" } };
    const { nextStep } = await auth.signUp({ username: "ann", password: PASSWORD, options });
    assert.equal(nextStep.signUpStep, "CONFIRM_SIGN_UP");
    await asked(signIn("ann"), "CONFIRM_SIGN_UP");
    const confirmed = await auth.confirmSignUp({ username: "ann", confirmationCode: await message("ann") });
    assert.ok(confirmed.isSignUpComplete);
    await auth.resetPassword({ username: "ann" });
    const confirmationCode = await message("ann");
    await auth.confirmResetPassword({ username: "ann", confirmationCode, newPassword: "Another-Horse-2" });
    await asked(auth.signIn({ username: "ann", password: "Another-Horse-2" }), "DONE");
    await auth.deleteUser();
    await refused("UserNotFoundException", signIn("ann"));
  },

  async email_address_as_the_name() {
    await pool({ UsernameAttributes: ["email"] });
    const { userId } = await auth.signUp({ username: "ann@example.com", password: PASSWORD });
    await auth.resendSignUpCode({ username: "ann@example.com" });
    await auth.confirmSignUp({ username: "ann@example.com", confirmationCode: await message(userId) });
    await asked(signIn("ann@example.com"), "DONE");
    assert.equal((await auth.getCurrentUser()).username, userId);
    const { email } = await auth.updateUserAttributes({ userAttributes: { email: "new@example.com" } });
    assert.equal(email.nextStep.updateAttributeStep, "CONFIRM_ATTRIBUTE_WITH_CODE");
    await auth.confirmUserAttribute({ userAttributeKey: "email", confirmationCode: await message(userId) });
    assert.equal((await auth.fetchUserAttributes()).email_verified, "true");
    await auth.signOut();
    await refused("UserNotFoundException", signIn("ann@example.com"));
    await asked(signIn("new@example.com"), "DONE");
  },

  async signing_out_everywhere() {
    const id = await pool();
    await user(id, "ann");
    await asked(signIn("ann"), "DONE");
    const AccessToken = (await auth.fetchAuthSession()).tokens.accessToken.toString();
    await call("GetUser", { AccessToken });
    await auth.signOut({ global: true });
    await assert.rejects(call("GetUser", { AccessToken }), /Access Token has been revoked/);
    await asked(signIn("ann"), "DONE");
  },

  async remembered_device() {
    const DeviceConfiguration = { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: true };
    await user(await pool({ DeviceConfiguration }, TOTP), "ann");
    await asked(signIn("ann"), "DONE");
    const { sharedSecret } = await auth.setUpTOTP();
    await auth.verifyTOTPSetup({ code: totp(sharedSecret, -1) });
    await auth.updateMFAPreference({ totp: "PREFERRED" });
    await auth.signOut();
    await asked(signIn("ann"), "CONFIRM_SIGN_IN_WITH_TOTP_CODE");
    await asked(answer(totp(sharedSecret)), "DONE");
    await auth.rememberDevice();
    assert.equal((await auth.fetchDevices()).length, 1);
    await auth.signOut();
    await asked(signIn("ann"), "DONE");
    await auth.forgetDevice();
    await auth.signOut();
    await asked(signIn("ann"), "CONFIRM_SIGN_IN_WITH_TOTP_CODE");
  },

  async new_password() {
    await user(await pool(), "ann", false);
    await asked(signIn("ann"), "CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED");
    await asked(answer("Another-Horse-2"), "DONE");
  },
};

for (const [name, test] of Object.entries(tests)) {
  const begun = Date.now();
  try {
    await test();
    console.log(`ok      ${name} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
  } catch (error) {
    console.log(`FAILED  ${name}`);
    console.error(error, error?.underlyingError ?? "");
    process.exitCode = 1;
  }
  await auth.signOut().catch(() => {});
}
