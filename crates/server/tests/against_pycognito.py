#!/usr/bin/env python3
"""Compares the server's checks of credentials with clients that were written by others.

pycognito signs in with SRP, as a user and with a remembered device, and verifies access and ID tokens; pyotp makes the
codes of an authenticator app. They talk to `examples/peer.rs`. The clients are installed into target/venv.

usage: against_pycognito.py [--count N]     N random sign-ins of each kind (200)
       against_pycognito.py --install       only installs the clients
       against_pycognito.py --write         writes the vectors of tests/credentials/srp.json anew
"""

import argparse
import base64
import hashlib
import json
import os
import random
import subprocess
import sys
import time
import venv
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
VENV = Path(os.environ.get("CARGO_TARGET_DIR", REPOSITORY / "target")) / "venv"
VECTORS = Path(__file__).resolve().parent / "credentials" / "srp.json"
CLIENTS = ["pycognito==2024.5.1", "pyotp==2.9.0", "awscli==1.46.3"]

POOL, CLIENT = "us-east-1_Ab3dE5gH9", "1h57kf5cpq17m0eml12EXAMPLE"
USER = "a1b2c3d4-0000-4000-8000-00000000e5f6"
LETTERS = "abcXYZ019 !:_-éß漢😀"


def inside_venv():
    """Runs this script again with the clients, installing them first."""
    python = VENV / "bin" / "python"
    if Path(sys.prefix).resolve() == VENV.resolve():
        return
    if not python.exists():
        venv.create(VENV, with_pip=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", *CLIENTS], check=True)
    os.execv(python, [python, "-W", "ignore::DeprecationWarning", *sys.argv])


def build(name):
    """Builds the server's programs as its tests do, so that nothing is built twice. Returns the path of the one with this name."""
    command = "cargo test --quiet --no-run -p cognito-mfa-server --message-format json"
    lines = subprocess.run(command.split(), cwd=REPOSITORY, check=True, stdout=subprocess.PIPE).stdout.splitlines()
    artifacts = [json.loads(line) for line in lines]
    programs = [a for a in artifacts if a.get("executable") and not a["profile"]["test"]]
    return next(program["executable"] for program in programs if program["target"]["name"] == name)


class Peer:
    """The process that runs the modules."""

    def __init__(self):
        program = build("peer")
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, what, **members):
        self.process.stdin.write(json.dumps({"ask": what, **members}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


class UserPool:
    """Stands in for the boto3 client of pycognito, which does the rest unmodified."""

    def __init__(self, peer, password, device=None):
        self.peer, self.password, self.device = peer, password, device

    def initiate_auth(self, AuthParameters, **_):
        parameters = self.peer.ask(
            "user", user_pool_id=POOL, user_id=USER, password=self.password, srp_a=AuthParameters["SRP_A"]
        )
        parameters |= {"USERNAME": USER, "USER_ID_FOR_SRP": USER}
        return {"ChallengeName": "PASSWORD_VERIFIER", "ChallengeParameters": parameters}

    def respond_to_auth_challenge(self, ChallengeName, ChallengeResponses, **_):
        if ChallengeName == "PASSWORD_VERIFIER":
            right = self.claim(POOL.split("_")[1], USER, ChallengeResponses)
            return {"ChallengeName": "DEVICE_SRP_AUTH"} if right and self.device else {"Right": right}
        group_key, device_key, config = self.device
        if ChallengeName == "DEVICE_SRP_AUTH":
            parameters = self.peer.ask(
                "device",
                password_verifier=config["PasswordVerifier"],
                salt=config["Salt"],
                srp_a=ChallengeResponses["SRP_A"],
            )
            return {"ChallengeParameters": parameters | {"USERNAME": USER}}
        return {"Right": self.claim(group_key, device_key, ChallengeResponses)}

    def claim(self, group, name, responses):
        return self.peer.ask(
            "claim",
            group=group,
            name=name,
            secret_block=responses["PASSWORD_CLAIM_SECRET_BLOCK"],
            timestamp=responses["TIMESTAMP"],
            signature=responses["PASSWORD_CLAIM_SIGNATURE"],
        )


def password_of(seed):
    return "".join(seed.choices(LETTERS, k=seed.randint(1, 40)))


def compare_srp(peer, count, seed):
    from pycognito.aws_srp import AWSSRP, generate_hash_device

    for _ in range(count):
        password = password_of(seed)
        for typed in (password, password + "x"):
            pool = UserPool(peer, password)
            answer = AWSSRP(USER, typed, POOL, CLIENT, client=pool).authenticate_user()
            assert answer == {"Right": typed == password}, (password, typed, answer)
    for number in range(count):
        password, keys = password_of(seed), (f"-group{number}", f"us-east-1_{number:08x}-0000-4000-8000-000000000000")
        device_password, config = generate_hash_device(*keys)
        for typed in (device_password, "another"):
            pool = UserPool(peer, password, (*keys, config))
            device = {"device_group_key": keys[0], "device_key": keys[1], "device_password": typed}
            answer = AWSSRP(USER, password, POOL, CLIENT, client=pool, **device).authenticate_user()
            assert answer == {"Right": typed == device_password}, (device, answer)
    print(f"SRP: {count} users and {count} devices, each with a right and a wrong password")


def compare_totp(peer, count, seed):
    import pyotp

    for _ in range(count):
        secret, now = peer.ask("totp_secret"), seed.randrange(1 << 32)
        step = now // 30
        for difference in range(-3, 4):
            code = pyotp.TOTP(secret).at(now + 30 * difference)
            ask = {"secret": secret, "code": code, "now": now}
            found = peer.ask("totp_code", **ask, last=None)
            assert found == (step + difference if abs(difference) <= 1 else None), (ask, found)
            if found is not None:
                assert peer.ask("totp_code", **ask, last=found) is None, ask
    print(f"TOTP: {count} secrets, each with codes of seven steps")


def verify_tokens(peer):
    from pycognito import Cognito

    now, base_url = int(time.time()), "http://127.0.0.1:9229"
    tokens = peer.ask("tokens", base_url=base_url, user_pool_id=POOL, client_id=CLIENT, username="ann", now=now)
    keywords = {"endpoint_url": base_url, "aws_access_key_id": "unused", "aws_secret_access_key": "unused"}
    client = Cognito(POOL, CLIENT, boto3_client_kwargs=keywords)
    client.pool_jwk = tokens["jwks"]
    client.id_token, client.access_token = tokens["id_token"], tokens["access_token"]
    client.verify_tokens()
    assert client.access_claims["username"] == client.id_claims["cognito:username"] == "ann"
    assert client.access_claims["amr"] == ["pwd", "otp"] and client.id_claims["email_verified"] is True
    print("tokens: pycognito verified an access token and an ID token")


def vectors():
    """Sign-ins in which every random value is fixed. B is computed here, from the formula alone."""
    from pycognito import aws_srp

    prime = int(aws_srp.N_HEX, 16)
    numbers = {
        "salt": lambda case: case["salt"],
        "srp_a": lambda case: case["srp_a"].rjust(768, "0"),
        "srp_b": lambda case: case["srp_b"].rjust(768, "0"),
        "shared secret": lambda case: case["shared"],
    }
    wanted = {
        f"{name}: {what}": (read, test)
        for name, read in numbers.items()
        for what, test in {
            "top bit set": lambda text: text[0] in "89abcdef",
            "top bit clear": lambda text: text[0] in "1234567",
            "leading zero byte": lambda text: text[:2] == "00",
        }.items()
    }
    seed = random.Random(20241)
    found = {}
    while wanted:
        password = password_of(seed)
        salt, b, block = (seed.randbytes(size) for size in (16, 32, 64))
        client = aws_srp.AWSSRP(USER, password, POOL, CLIENT, client=object())
        client.small_a_value = seed.getrandbits(1024)
        client.large_a_value = client.calculate_a()
        identity = hashlib.sha256(f"{POOL.split('_')[1]}{USER}:{password}".encode()).hexdigest()
        salt_text = salt.hex().lstrip("0")
        x = int(aws_srp.hex_hash(aws_srp.pad_hex(int(salt_text, 16)) + identity), 16)
        public = (client.val_k * pow(2, x, prime) + pow(2, int.from_bytes(b, "big"), prime)) % prime
        u = aws_srp.calculate_u(client.large_a_value, public)
        shared = pow(public - client.val_k * pow(2, x, prime), client.small_a_value + u * x, prime)
        case = {
            "password": password,
            "salt": salt.hex(),
            "b": b.hex(),
            "secret_block": block.hex(),
            "srp_a": f"{client.large_a_value:x}",
            "srp_b": f"{public:x}",
            "shared": f"{shared:0768x}",
        }
        name = next((name for name, (read, test) in wanted.items() if test(read(case))), None)
        if name is None:
            continue
        del wanted[name], case["shared"]
        parameters = {
            "USER_ID_FOR_SRP": USER,
            "SALT": salt_text,
            "SRP_B": case["srp_b"],
            "SECRET_BLOCK": base64.b64encode(block).decode(),
        }
        response = client.process_challenge(parameters, {"USERNAME": USER})
        case["timestamp"], case["signature"] = response["TIMESTAMP"], response["PASSWORD_CLAIM_SIGNATURE"]
        found[name] = case
    prime = aws_srp.N_HEX.lower()
    return {"prime": prime, "user_pool_id": POOL, "user_id": USER, "cases": found, "device": device_vector()}


def device_vector():
    """A device that pycognito remembers. It makes up the password and the salt itself."""
    from pycognito import aws_srp

    group_key, device_key = "-Ab3dE5gH", "us-east-1_a1b2c3d4-0000-4000-8000-00000000e5f6"
    password, config = aws_srp.generate_hash_device(group_key, device_key)
    return {"group_key": group_key, "device_key": device_key, "password": password, "config": config}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--install", action="store_true")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    inside_venv()
    if arguments.install:
        return
    if arguments.write:
        VECTORS.write_text(json.dumps(vectors(), indent=1, ensure_ascii=False) + "\n")
        return
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    peer = Peer()
    compare_srp(peer, arguments.count, random.Random(seed))
    compare_totp(peer, arguments.count, random.Random(seed))
    verify_tokens(peer)


if __name__ == "__main__":
    main()
