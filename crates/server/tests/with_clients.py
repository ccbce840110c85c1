#!/usr/bin/env python3
"""Signs in with unmodified clients against the running server: boto3, pycognito, which proves passwords with SRP, the AWS
CLI, and Amplify on Node.

pyotp makes the codes of an authenticator app, and a software authenticator of a few lines is the passkey. The clients are
installed into target/venv and target/amplify.

usage: with_clients.py [NAME…]    runs all tests, or those with these names
       with_clients.py --install  only installs the clients
"""

import base64
import hashlib
import json
import os
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from against_pycognito import VENV, build, inside_venv  # noqa: E402

PASSWORD = "Correct-Horse-1"
CREDENTIALS = {"aws_access_key_id": "unused", "aws_secret_access_key": "unused", "region_name": "us-east-1"}
FLOWS = ["USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH", "USER_SRP_AUTH", "USER_AUTH", "REFRESH_TOKEN_AUTH"]


class Server:
    def __init__(self, *arguments):
        self.arguments, self.port = arguments, 0
        self.start()

    def start(self):
        command = [PROGRAM, "--port", str(self.port), *self.arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().split()[-1]
        self.port = int(self.url.rsplit(":", 1)[1])

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def message(self, username):
        with urllib.request.urlopen(f"{self.url}/outbox") as answer:
            return [m["Code"] for m in json.load(answer) if m["Username"] == username][-1]


class Pool:
    """A pool with one client that allows every flow."""

    def __init__(self, server, mfa=None, **settings):
        import boto3
        from botocore.config import Config

        self.server = server
        config = Config(retries={"total_max_attempts": 1})
        self.aws = boto3.client("cognito-idp", endpoint_url=server.url, config=config, **CREDENTIALS)
        self.aws.meta.events.register("after-call", compare_with_model)
        self.id = self.aws.create_user_pool(PoolName="shop", **settings)["UserPool"]["Id"]
        if mfa:
            self.aws.set_user_pool_mfa_config(UserPoolId=self.id, **mfa)
        flows = [f"ALLOW_{flow}" for flow in FLOWS]
        client = self.aws.create_user_pool_client(UserPoolId=self.id, ClientName="web", ExplicitAuthFlows=flows)
        self.client = client["UserPoolClient"]["ClientId"]

    def user(self, username, **attributes):
        attributes = {"email": f"{username}@example.com", "email_verified": "true"} | attributes
        listed = [{"Name": name, "Value": value} for name, value in attributes.items()]
        self.aws.admin_create_user(UserPoolId=self.id, Username=username, UserAttributes=listed, MessageAction="SUPPRESS")
        self.aws.admin_set_user_password(UserPoolId=self.id, Username=username, Password=PASSWORD, Permanent=True)

    def initiate(self, flow, **parameters):
        return self.aws.initiate_auth(ClientId=self.client, AuthFlow=flow, AuthParameters=parameters)

    def password(self, username):
        return self.initiate("USER_PASSWORD_AUTH", USERNAME=username, PASSWORD=PASSWORD)

    def respond(self, asked, username, **responses):
        return self.aws.respond_to_auth_challenge(
            ClientId=self.client,
            ChallengeName=asked["ChallengeName"],
            Session=asked["Session"],
            ChallengeResponses={"USERNAME": username, **responses},
        )

    def token(self, username):
        return access_token(self.password(username))

    def enroll(self, username):
        """A verified and enabled software token."""
        import pyotp

        token = self.token(username)
        secret = self.aws.associate_software_token(AccessToken=token)["SecretCode"]
        totp = pyotp.TOTP(secret)
        # The code of the step before leaves the current one for the test.
        code = totp.at(time.time() - 30)
        assert self.aws.verify_software_token(AccessToken=token, UserCode=code)["Status"] == "SUCCESS"
        settings = {"Enabled": True, "PreferredMfa": True}
        self.aws.set_user_mfa_preference(AccessToken=token, SoftwareTokenMfaSettings=settings)
        return totp

    def pycognito(self, username, **keywords):
        from pycognito import Cognito

        keywords["boto3_client_kwargs"] = {"endpoint_url": self.server.url, **CREDENTIALS}
        return Cognito(self.id, self.client, username=username, **keywords)


# What isn't as in boto3's model of the API, in any answer of this run.
OFF_MODEL = set()
# The model names no errors that every operation can answer with.
COMMON_ERRORS = {"SerializationException", "UnknownOperationException"}


def compare_with_model(http_response, parsed, model, **_):
    """An error is one that the API model lists for the operation, and an output has every member that the model requires."""
    if http_response.status_code >= 300:
        error = parsed["Error"]["Code"]
        if error not in COMMON_ERRORS | {shape.name for shape in model.error_shapes}:
            OFF_MODEL.add(f"{model.name} answers {error}")
    elif model.output_shape:
        missing_members(model.name, model.output_shape, parsed)


def missing_members(path, shape, value):
    if shape.type_name == "structure" and isinstance(value, dict):
        OFF_MODEL.update(f"{path} has no {name}" for name in shape.required_members if name not in value)
        for name, member in shape.members.items():
            missing_members(f"{path}.{name}", member, value.get(name))
    elif shape.type_name == "list":
        for element in value or []:
            missing_members(path, shape.member, element)


def access_token(answer):
    return answer["AuthenticationResult"]["AccessToken"]


def claims(token):
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def refused(error_type, message, function, *arguments, **keywords):
    """Checks the error by its class, which boto3 makes from the API model where the operation declares it."""
    from botocore.exceptions import ClientError

    try:
        function(*arguments, **keywords)
    except ClientError as error:
        found = error.response["Error"]
        assert found["Code"] == error_type, found
        assert message is None or found["Message"] == message, found
        return error
    raise AssertionError(f"{error_type} was expected")


OPTIONAL = {"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": True}}
PASSKEYS = {"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}}
MULTI_FACTOR = {
    "RelyingPartyId": "example.com",
    "UserVerification": "preferred",
    "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION",
}


def four_operations_with_every_member(server):
    recovery = {"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_phone_number"}]}
    sender = {"EmailSendingAccount": "DEVELOPER", "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/a@example.com"}
    pool = Pool(server, EmailConfiguration=sender, AccountRecoverySetting=recovery, **PASSKEYS)
    sms = {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "shop", "SnsRegion": "us-east-1"}
    settings = {
        "SmsMfaConfiguration": {"SmsAuthenticationMessage": "Your code is {####}", "SmsConfiguration": sms},
        "SoftwareTokenMfaConfiguration": {"Enabled": True},
        "EmailMfaConfiguration": {"Message": "Your code is {####}", "Subject": "Sign in"},
        "MfaConfiguration": "OPTIONAL",
        "WebAuthnConfiguration": MULTI_FACTOR,
    }
    answer = pool.aws.set_user_pool_mfa_config(UserPoolId=pool.id, **settings)
    read = pool.aws.get_user_pool_mfa_config(UserPoolId=pool.id)
    for found in (answer, read):
        assert {name: found[name] for name in settings} == settings, found

    pool.user("ann", phone_number="+12065550100", phone_number_verified="true")
    token = pool.token("ann")
    register(pool, token, Authenticator())
    totp = pool.enroll("ann")
    preference = {
        "SMSMfaSettings": {"Enabled": True, "PreferredMfa": False},
        "SoftwareTokenMfaSettings": {"Enabled": True, "PreferredMfa": True},
        "EmailMfaSettings": {"Enabled": True, "PreferredMfa": False},
        "WebAuthnMfaSettings": {"Enabled": True},
    }
    shown = lambda: pool.aws.admin_get_user(UserPoolId=pool.id, Username="ann")
    pool.aws.set_user_mfa_preference(AccessToken=token, **preference)
    assert len(shown()["UserMFASettingList"]) == 4 and shown()["PreferredMfaSetting"] == "SOFTWARE_TOKEN_MFA"
    preference["SoftwareTokenMfaSettings"]["PreferredMfa"] = False
    pool.aws.admin_set_user_mfa_preference(UserPoolId=pool.id, Username="ann", **preference)
    assert "PreferredMfaSetting" not in shown()

    # Without a preferred factor, the user chooses.
    asked = pool.password("ann")
    assert asked["ChallengeName"] == "SELECT_MFA_TYPE"
    offered = json.loads(asked["ChallengeParameters"]["MFAS_CAN_CHOOSE"])
    assert set(offered) == {"SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP"}, offered
    chosen = pool.respond(asked, "ann", ANSWER="EMAIL_OTP")
    answer = pool.respond(chosen, "ann", EMAIL_OTP_CODE=server.message("ann"))
    assert claims(access_token(answer))["amr"] == ["pwd", "email_otp", "mfa"]
    chosen = pool.respond(pool.password("ann"), "ann", ANSWER="SOFTWARE_TOKEN_MFA")
    assert claims(access_token(pool.respond(chosen, "ann", SOFTWARE_TOKEN_MFA_CODE=totp.now())))["acr"].endswith(":4")
    chosen = pool.respond(pool.password("ann"), "ann", ANSWER="SMS_MFA")
    pool.respond(chosen, "ann", SMS_MFA_CODE=server.message("ann"))


def password_and_totp(server):
    pool = Pool(server, OPTIONAL)
    pool.user("ann")
    totp = pool.enroll("ann")
    asked = pool.password("ann")
    mismatch = refused("CodeMismatchException", None, pool.respond, asked, "ann", SOFTWARE_TOKEN_MFA_CODE="000000")
    assert isinstance(mismatch, pool.aws.exceptions.CodeMismatchException)
    code = totp.now()
    answer = pool.respond(asked, "ann", SOFTWARE_TOKEN_MFA_CODE=code)
    assert claims(access_token(answer))["amr"] == ["pwd", "otp", "mfa"]
    again = pool.password("ann")
    refused("ExpiredCodeException", None, pool.respond, again, "ann", SOFTWARE_TOKEN_MFA_CODE=code)


def srp_with_pycognito(server):
    from pycognito.exceptions import SoftwareTokenMFAChallengeException

    pool = Pool(server, OPTIONAL)
    pool.user("ann")
    ann = pool.pycognito("ann")
    ann.authenticate(password=PASSWORD)
    ann.verify_tokens()
    before = ann.access_token
    ann.renew_access_token()
    assert ann.access_token != before and ann.get_user(attr_map={}).email == "ann@example.com"
    refused("NotAuthorizedException", "Incorrect username or password.", pool.pycognito("ann").authenticate, "wrong")
    refused("UserNotFoundException", None, pool.pycognito("nobody").authenticate, PASSWORD)

    totp = pool.enroll("ann")
    ann = pool.pycognito("ann")
    try:
        ann.authenticate(password=PASSWORD)
        raise AssertionError("a code is asked for")
    except SoftwareTokenMFAChallengeException:
        ann.respond_to_software_token_mfa_challenge(totp.now())
    ann.verify_tokens()
    assert ann.access_claims["amr"] == ["pwd", "otp", "mfa"]


def signing_up_with_pycognito(server):
    pool = Pool(server, AutoVerifiedAttributes=["email"])
    ann = pool.pycognito("ann")
    ann.set_base_attributes(email="ann@example.com")
    assert not ann.register("ann", PASSWORD)["UserConfirmed"]
    ann.confirm_sign_up(server.message("ann"), username="ann")
    ann.authenticate(password=PASSWORD)
    ann.change_password(PASSWORD, "Another-Horse-2")
    ann.initiate_forgot_password()
    ann.confirm_forgot_password(server.message("ann"), "Third-Horse-3")
    ann.authenticate(password="Third-Horse-3")


def new_password_with_pycognito(server):
    from pycognito.exceptions import ForceChangePasswordException

    pool = Pool(server)
    pool.aws.admin_create_user(UserPoolId=pool.id, Username="ann", TemporaryPassword="Temporary-1")
    try:
        pool.pycognito("ann").authenticate(password="Temporary-1")
        raise AssertionError("a new password is asked for")
    except ForceChangePasswordException:
        pool.pycognito("ann").new_password_challenge("Temporary-1", PASSWORD)
    pool.pycognito("ann").authenticate(password=PASSWORD)


def remembered_device(server):
    """pycognito's own functions for devices talk to AWS's address, so boto3 confirms the device."""
    from pycognito.aws_srp import AWSSRP, generate_hash_device

    challenge = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": True}
    pool = Pool(server, OPTIONAL, DeviceConfiguration=challenge)
    pool.user("ann")
    totp = pool.enroll("ann")
    answer = pool.respond(pool.password("ann"), "ann", SOFTWARE_TOKEN_MFA_CODE=totp.now())
    device, token = answer["AuthenticationResult"]["NewDeviceMetadata"], access_token(answer)
    password, verifier = generate_hash_device(device["DeviceGroupKey"], device["DeviceKey"])
    confirm = {"AccessToken": token, "DeviceName": "laptop", "DeviceSecretVerifierConfig": verifier}
    refused("ResourceNotFoundException", None, pool.aws.confirm_device, DeviceKey="us-east-1_other", **confirm)
    assert pool.aws.confirm_device(DeviceKey=device["DeviceKey"], **confirm)["UserConfirmationNecessary"]
    keys = {
        "device_key": device["DeviceKey"],
        "device_group_key": device["DeviceGroupKey"],
        "device_password": password,
    }

    def sign_in(**changed):
        return AWSSRP("ann", PASSWORD, pool.id, pool.client, client=pool.aws, **keys | changed).authenticate_user()

    from pycognito.exceptions import SoftwareTokenMFAChallengeException

    try:
        sign_in()
        raise AssertionError("the device isn't remembered yet")
    except SoftwareTokenMFAChallengeException:
        pass
    remembered = {"DeviceKey": device["DeviceKey"], "DeviceRememberedStatus": "remembered"}
    pool.aws.update_device_status(AccessToken=token, **remembered)
    answer = sign_in()
    assert "NewDeviceMetadata" not in answer["AuthenticationResult"]
    assert claims(access_token(answer))["device_key"] == device["DeviceKey"]
    refused("NotAuthorizedException", None, sign_in, device_password="another")


def set_up_in_a_sign_in(server):
    import pyotp

    pool = Pool(server, OPTIONAL | {"MfaConfiguration": "ON"})
    pool.user("ann")
    asked = pool.password("ann")
    assert asked["ChallengeName"] == "MFA_SETUP"
    assert json.loads(asked["ChallengeParameters"]["MFAS_CAN_SETUP"]) == ["SOFTWARE_TOKEN_MFA"]
    associated = pool.aws.associate_software_token(Session=asked["Session"])
    totp = pyotp.TOTP(associated["SecretCode"])
    verify = {"Session": associated["Session"]}
    refused("EnableSoftwareTokenMFAException", None, pool.aws.verify_software_token, UserCode="000000", **verify)
    verified = pool.aws.verify_software_token(UserCode=totp.at(time.time() - 30), **verify)
    answer = pool.respond(asked | {"Session": verified["Session"]}, "ann")
    assert claims(access_token(answer))["amr"] == ["pwd", "otp", "mfa"]
    pool.respond(pool.password("ann"), "ann", SOFTWARE_TOKEN_MFA_CODE=totp.now())


def typed_exceptions(server):
    pool = Pool(server)
    aws, exceptions = pool.aws, pool.aws.exceptions
    configure = aws.set_user_pool_mfa_config

    def check(error_type, message, function, **keywords):
        error = refused(error_type, message, function, **keywords)
        assert isinstance(error, getattr(exceptions, error_type)), type(error)

    check(
        "InvalidParameterException",
        "Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled.",
        configure,
        UserPoolId=pool.id,
        MfaConfiguration="ON",
    )
    check(
        "InvalidParameterException",
        "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.",
        configure,
        UserPoolId=pool.id,
        MfaConfiguration="OFF",
        SoftwareTokenMfaConfiguration={"Enabled": False},
    )
    check(
        "InvalidParameterException",
        "Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an EmailSendingAccount of "
        "COGNITO_DEFAULT.",
        configure,
        UserPoolId=pool.id,
        MfaConfiguration="OPTIONAL",
        EmailMfaConfiguration={"Message": "{####}", "Subject": "Code"},
    )
    lite = aws.create_user_pool(PoolName="lite", UserPoolTier="LITE")["UserPool"]["Id"]
    check(
        "FeatureUnavailableInTierException",
        "The following features need to be disabled for the LITE pricing tier configured: Passkey MFA",
        configure,
        UserPoolId=lite,
        WebAuthnConfiguration={"FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"},
    )
    check("ResourceNotFoundException", None, configure, UserPoolId="us-east-1_missing", MfaConfiguration="OFF")
    pool.user("ann")
    token = pool.token("ann")
    preference = aws.set_user_mfa_preference
    check(
        "InvalidParameterException",
        "User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA",
        preference,
        AccessToken=token,
        SoftwareTokenMfaSettings={"Enabled": True},
    )
    multi = Pool(server, OPTIONAL | {"WebAuthnConfiguration": MULTI_FACTOR}, **PASSKEYS)
    multi.user("ann")
    check(
        "InvalidParameterException",
        "WebAuthn MFA requires enabling an additional MFA setting.",
        preference,
        AccessToken=multi.token("ann"),
        WebAuthnMfaSettings={"Enabled": True},
    )
    check("NotAuthorizedException", None, aws.get_user, AccessToken="not.a.token")
    check("UserNotFoundException", None, aws.admin_get_user, UserPoolId=pool.id, Username="nobody")
    check("SoftwareTokenMFANotFoundException", None, aws.associate_software_token, AccessToken=token)
    check("WebAuthnNotEnabledException", None, aws.start_web_authn_registration, AccessToken=token)
    check("UsernameExistsException", None, aws.sign_up, ClientId=pool.client, Username="ann", Password=PASSWORD)
    aws.sign_up(ClientId=pool.client, Username="ben", Password=PASSWORD)
    start = {"ClientId": pool.client, "AuthFlow": "USER_PASSWORD_AUTH"}
    parameters = {"USERNAME": "ben", "PASSWORD": PASSWORD}
    check("UserNotConfirmedException", None, aws.initiate_auth, AuthParameters=parameters, **start)
    aws.admin_reset_user_password(UserPoolId=pool.id, Username="ann")
    parameters = {"USERNAME": "ann", "PASSWORD": PASSWORD}
    check("PasswordResetRequiredException", None, aws.initiate_auth, AuthParameters=parameters, **start)


class Authenticator:
    """A passkey in software (ES256). It verifies its user if it's told to."""

    def __init__(self, origin="https://example.com", verifies=True):
        from cryptography.hazmat.primitives.asymmetric import ec

        self.origin, self.verifies, self.id = origin, verifies, os.urandom(16)
        self.key = ec.generate_private_key(ec.SECP256R1())

    def data(self, party, extra=b"", flags=0):
        flags |= 0x01 | (0x04 if self.verifies else 0)
        return hashlib.sha256(party.encode()).digest() + bytes([flags]) + struct.pack(">I", 0) + extra

    def client_data(self, kind, challenge):
        data = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(data).encode()

    def credential(self, **response):
        response = {name: url_base64(value) for name, value in response.items()}
        name = url_base64(self.id)
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": response,
        }

    def register(self, options):
        numbers = self.key.public_key().public_numbers()
        point = {-2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        cose = cbor({1: 2, 3: -7, -1: 1} | point)
        attested = bytes(16) + struct.pack(">H", len(self.id)) + self.id + cose
        data = self.data(options["rp"]["id"], attested, 0x40)
        return self.credential(
            clientDataJSON=self.client_data("webauthn.create", options["challenge"]),
            attestationObject=cbor({"fmt": "none", "attStmt": {}, "authData": data}),
        )

    def sign_in(self, options):
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec

        data = self.data(options["rpId"])
        client_data = self.client_data("webauthn.get", options["challenge"])
        signed = data + hashlib.sha256(client_data).digest()
        signature = self.key.sign(signed, ec.ECDSA(hashes.SHA256()))
        return self.credential(clientDataJSON=client_data, authenticatorData=data, signature=signature)


def url_base64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def cbor(value):
    """The few kinds of values that an attestation consists of."""

    def head(major, number):
        if number < 24:
            return bytes([major << 5 | number])
        return bytes([major << 5 | 24, number]) if number < 256 else bytes([major << 5 | 25]) + struct.pack(">H", number)

    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value)) + value.encode()
    return head(5, len(value)) + b"".join(cbor(key) + cbor(member) for key, member in value.items())


def register(pool, token, authenticator):
    options = pool.aws.start_web_authn_registration(AccessToken=token)["CredentialCreationOptions"]
    credential = authenticator.register(options)
    pool.aws.complete_web_authn_registration(AccessToken=token, Credential=credential)


def passkey_satisfies_mfa(server):
    pool = Pool(server, OPTIONAL | {"WebAuthnConfiguration": MULTI_FACTOR}, **PASSKEYS)
    pool.user("ann")
    token = pool.token("ann")
    authenticator = Authenticator()
    register(pool, token, authenticator)
    listed = pool.aws.list_web_authn_credentials(AccessToken=token)["Credentials"]
    assert [credential["RelyingPartyId"] for credential in listed] == ["example.com"]
    pool.enroll("ann")
    pool.aws.set_user_mfa_preference(
        AccessToken=token, SoftwareTokenMfaSettings={"Enabled": True}, WebAuthnMfaSettings={"Enabled": True}
    )
    required = OPTIONAL | {"MfaConfiguration": "ON", "WebAuthnConfiguration": MULTI_FACTOR}
    pool.aws.set_user_pool_mfa_config(UserPoolId=pool.id, **required)

    def sign_in():
        asked = pool.initiate("USER_AUTH", USERNAME="ann", PREFERRED_CHALLENGE="WEB_AUTHN")
        options = json.loads(asked["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"])
        return pool.respond(asked, "ann", CREDENTIAL=json.dumps(authenticator.sign_in(options)))

    assert claims(access_token(sign_in()))["amr"] == ["swk"]
    authenticator.verifies = False
    refused("NotAuthorizedException", None, sign_in)
    authenticator.verifies, authenticator.origin = True, "https://example.org"
    refused("NotAuthorizedException", None, sign_in)


def choosing_a_first_factor(server):
    first = {"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}}
    pool = Pool(server, **first)
    pool.user("ann")
    begin = lambda: pool.initiate("USER_AUTH", USERNAME="ann")
    assert set(begin()["AvailableChallenges"]) == {"PASSWORD", "PASSWORD_SRP", "EMAIL_OTP"}
    asked = pool.respond(begin(), "ann", ANSWER="EMAIL_OTP")
    pool.respond(asked, "ann", EMAIL_OTP_CODE=server.message("ann"))
    pool.respond(begin(), "ann", ANSWER="PASSWORD", PASSWORD=PASSWORD)

    # SRP as the choice: pycognito computes its two messages.
    from pycognito.aws_srp import AWSSRP

    srp = AWSSRP("ann", PASSWORD, pool.id, pool.client, client=pool.aws)
    parameters = srp.get_auth_params()
    asked = pool.respond(begin(), "ann", ANSWER="PASSWORD_SRP", SRP_A=parameters["SRP_A"])
    assert asked["ChallengeName"] == "PASSWORD_VERIFIER"
    claim = srp.process_challenge(asked["ChallengeParameters"], parameters)
    claim.pop("USERNAME")
    answer = pool.respond(asked, "ann", **claim)
    assert claims(access_token(answer))["amr"] == ["pwd"]


def two_clients_on_one_pool_and_one_user(server):
    pool = Pool(server, OPTIONAL)
    pool.user("ann")
    failures = []

    def change(number):
        other = Pool.__new__(Pool)
        import boto3

        other.aws = boto3.session.Session().client("cognito-idp", endpoint_url=server.url, **CREDENTIALS)
        try:
            for turn in range(15):
                name = {"Name": f"custom:{number}-{turn}", "Value": "set"}
                other.aws.admin_update_user_attributes(UserPoolId=pool.id, Username="ann", UserAttributes=[name])
                configure = OPTIONAL if turn % 2 else {"MfaConfiguration": "OFF"}
                other.aws.set_user_pool_mfa_config(UserPoolId=pool.id, **configure)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=change, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, failures
    names = {it["Name"] for it in pool.aws.admin_get_user(UserPoolId=pool.id, Username="ann")["UserAttributes"]}
    assert names >= {f"custom:{number}-{turn}" for number in range(2) for turn in range(15)}


def restart_between_two_steps(_):
    with tempfile.TemporaryDirectory() as folder:
        server = Server("--data", f"{folder}/pools.redb")
        pool = Pool(server, OPTIONAL)
        pool.user("ann")
        totp = pool.enroll("ann")
        asked = pool.password("ann")
        server.kill()
        server.start()
        answer = pool.respond(asked, "ann", SOFTWARE_TOKEN_MFA_CODE=totp.now())
        server.kill()
        server.start()
        assert pool.aws.get_user(AccessToken=access_token(answer))["Username"] == "ann"
        pool.initiate("REFRESH_TOKEN_AUTH", REFRESH_TOKEN=answer["AuthenticationResult"]["RefreshToken"])
        server.kill()


def administration(server):
    pool = Pool(server)
    for name in ("ann", "ben", "cat"):
        pool.user(name)
    pages = pool.aws.get_paginator("list_users").paginate(UserPoolId=pool.id, PaginationConfig={"PageSize": 2})
    assert [user["Username"] for page in pages for user in page["Users"]] == ["ann", "ben", "cat"]
    pool.aws.admin_delete_user(UserPoolId=pool.id, Username="ben")
    client = pool.aws.describe_user_pool_client(UserPoolId=pool.id, ClientId=pool.client)["UserPoolClient"]
    assert client["PreventUserExistenceErrors"] == "LEGACY"
    pool.aws.delete_user_pool(UserPoolId=pool.id)
    refused("ResourceNotFoundException", None, pool.aws.describe_user_pool, UserPoolId=pool.id)


def aws_cli(server):
    """The four operations of the API change and a sign-in, as commands. The CLI has its own checks of names and shapes."""

    def aws(operation, status=0, **options):
        command = [Path(sys.executable).parent / "aws", "cognito-idp", operation, "--endpoint-url", server.url]
        for name, value in options.items():
            command.append(f"--{name.replace('_', '-')}")
            if value is not True:
                command.append(value if isinstance(value, str) else json.dumps(value))
        keys = {"AWS_ACCESS_KEY_ID": "unused", "AWS_SECRET_ACCESS_KEY": "unused", "AWS_DEFAULT_REGION": "us-east-1"}
        environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", **keys}
        run = subprocess.run(command, env=environment, capture_output=True, text=True)
        assert run.returncode == status, run
        return json.loads(run.stdout or "{}") if status == 0 else run.stderr.strip()

    policies = PASSKEYS["Policies"]
    pool = aws("create-user-pool", pool_name="shop", policies=policies)["UserPool"]["Id"]
    settings = {
        "software_token_mfa_configuration": "Enabled=true",
        "mfa_configuration": "OPTIONAL",
        "web_authn_configuration": MULTI_FACTOR,
    }
    answer = aws("set-user-pool-mfa-config", user_pool_id=pool, **settings)
    assert answer == aws("get-user-pool-mfa-config", user_pool_id=pool)
    assert answer["WebAuthnConfiguration"] == MULTI_FACTOR and answer["MfaConfiguration"] == "OPTIONAL"
    error = aws("set-user-pool-mfa-config", status=255, user_pool_id=pool, mfa_configuration="ON")
    assert error.endswith(
        "An error occurred (InvalidParameterException) when calling the SetUserPoolMfaConfig operation: "
        "Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled."
    ), error

    client = aws("create-user-pool-client", user_pool_id=pool, client_name="web", explicit_auth_flows=["ALLOW_USER_PASSWORD_AUTH"])
    client = client["UserPoolClient"]["ClientId"]
    ann = {"user_pool_id": pool, "username": "ann"}
    aws("admin-create-user", message_action="SUPPRESS", **ann)
    set_password = {"password": PASSWORD, "permanent": True}
    aws("admin-set-user-password", **ann, **set_password)
    sign_in = {"client_id": client, "auth_flow": "USER_PASSWORD_AUTH", "auth_parameters": f"USERNAME=ann,PASSWORD={PASSWORD}"}
    token = access_token(aws("initiate-auth", **sign_in))
    preference = {"web_authn_mfa_settings": "Enabled=true"}
    needs_another = "WebAuthn MFA requires enabling an additional MFA setting."
    assert needs_another in aws("set-user-mfa-preference", status=255, access_token=token, **preference)
    assert needs_another in aws("admin-set-user-mfa-preference", status=255, **ann, **preference)
    assert aws("get-user", access_token=token)["Username"] == "ann"


def signing_in_by_email(server):
    """With boto3, with pycognito, and as a user of an app client with a secret."""
    import hmac

    pool = Pool(server, OPTIONAL, UsernameAttributes=["email"], AutoVerifiedAttributes=["email"])
    aws, email = pool.aws, "ann@example.com"
    aws.sign_up(ClientId=pool.client, Username=email, Password=PASSWORD)
    sub = aws.admin_get_user(UserPoolId=pool.id, Username=email)["Username"]
    aws.resend_confirmation_code(ClientId=pool.client, Username=email)
    aws.confirm_sign_up(ClientId=pool.client, Username=email, ConfirmationCode=server.message(sub))
    user = aws.get_user(AccessToken=pool.token(email))
    shown = {it["Name"]: it["Value"] for it in user["UserAttributes"]}
    assert user["Username"] == sub == shown["sub"] and shown["email"] == email and shown["email_verified"] == "true"
    again = {"ClientId": pool.client, "Username": email.upper(), "Password": PASSWORD}
    refused("UsernameExistsException", "An account with the given email already exists.", aws.sign_up, **again)
    refused("InvalidParameterException", "Username should be an email.", aws.sign_up, **again | {"Username": "ann"})

    ann = pool.pycognito(email)
    ann.authenticate(password=PASSWORD)
    ann.verify_tokens()
    assert ann.id_claims["email"] == email and ann.id_claims["cognito:username"] == sub
    assert pool.initiate("REFRESH_TOKEN_AUTH", REFRESH_TOKEN=ann.refresh_token)["AuthenticationResult"]["IdToken"]
    totp = pool.enroll(email)
    asked = pool.password(email)
    assert asked["ChallengeParameters"]["USER_ID_FOR_SRP"] == sub
    pool.respond(asked, email, SOFTWARE_TOKEN_MFA_CODE=totp.now())

    flows = [f"ALLOW_{flow}" for flow in FLOWS]
    made = aws.create_user_pool_client(UserPoolId=pool.id, ClientName="web", GenerateSecret=True, ExplicitAuthFlows=flows)
    made = made["UserPoolClient"]

    def secret_hash(name):
        digest = hmac.new(made["ClientSecret"].encode(), (name + made["ClientId"]).encode(), hashlib.sha256).digest()
        return base64.b64encode(digest).decode()

    parameters = {"USERNAME": email, "PASSWORD": PASSWORD}
    start = {"ClientId": made["ClientId"], "AuthFlow": "USER_PASSWORD_AUTH"}
    missing = f"Client {made['ClientId']} is configured with secret but SECRET_HASH was not received"
    refused("NotAuthorizedException", missing, aws.initiate_auth, AuthParameters=parameters, **start)
    asked = aws.initiate_auth(AuthParameters=parameters | {"SECRET_HASH": secret_hash(email)}, **start)
    for name in (email, sub):
        responses = {"USERNAME": name, "SOFTWARE_TOKEN_MFA_CODE": "000000", "SECRET_HASH": secret_hash(name)}
        answer = {"ClientId": made["ClientId"], "ChallengeName": asked["ChallengeName"], "Session": asked["Session"]}
        refused("CodeMismatchException", None, aws.respond_to_auth_challenge, ChallengeResponses=responses, **answer)


def signing_out_everywhere(server):
    pool = Pool(server)
    pool.user("ann")
    one, two = (pool.password("ann")["AuthenticationResult"] for _ in range(2))
    pool.aws.global_sign_out(AccessToken=one["AccessToken"])
    for tokens in (one, two):
        ended = refused("NotAuthorizedException", "Access Token has been revoked", pool.aws.get_user, AccessToken=tokens["AccessToken"])
        assert isinstance(ended, pool.aws.exceptions.NotAuthorizedException)
        refused("NotAuthorizedException", None, pool.initiate, "REFRESH_TOKEN_AUTH", REFRESH_TOKEN=tokens["RefreshToken"])
    tokens = pool.password("ann")["AuthenticationResult"]
    pool.aws.admin_user_global_sign_out(UserPoolId=pool.id, Username="ann")
    refused("NotAuthorizedException", None, pool.aws.get_user, AccessToken=tokens["AccessToken"])
    tokens = pool.password("ann")["AuthenticationResult"]
    pool.aws.revoke_token(Token=tokens["RefreshToken"], ClientId=pool.client)
    refused("NotAuthorizedException", "Access Token has been revoked", pool.aws.get_user, AccessToken=tokens["AccessToken"])

    ann = pool.pycognito("ann")
    ann.authenticate(password=PASSWORD)
    token = ann.access_token
    ann.logout()
    refused("NotAuthorizedException", None, pool.aws.get_user, AccessToken=token)


def wrong_passwords(server):
    pool = Pool(server)
    pool.user("ann")
    try_it = lambda password: pool.initiate("USER_PASSWORD_AUTH", USERNAME="ann", PASSWORD=password)
    for _ in range(7):
        error = refused("NotAuthorizedException", None, try_it, "Wrong-Horse-1")
        if error.response["Error"]["Message"] == "Password attempts exceeded":
            break
    else:
        raise AssertionError("the user is locked out")
    deadline = time.time() + 10
    while time.time() < deadline:
        try:
            return try_it(PASSWORD)
        except pool.aws.exceptions.NotAuthorizedException:
            time.sleep(0.3)
    raise AssertionError("the lockout ends")


def own_attributes_and_devices(server):
    from pycognito.aws_srp import generate_hash_device

    remember = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False}
    pool = Pool(server, AutoVerifiedAttributes=["email"], DeviceConfiguration=remember)
    pool.user("ann")
    aws, result = pool.aws, pool.password("ann")["AuthenticationResult"]
    token = result["AccessToken"]
    new = [{"Name": "email", "Value": "new@example.com"}, {"Name": "nickname", "Value": "Annie"}]
    sent = aws.update_user_attributes(AccessToken=token, UserAttributes=new)["CodeDeliveryDetailsList"]
    assert [it["AttributeName"] for it in sent] == ["email"], sent
    aws.get_user_attribute_verification_code(AccessToken=token, AttributeName="email")
    aws.verify_user_attribute(AccessToken=token, AttributeName="email", Code=server.message("ann"))
    aws.delete_user_attributes(AccessToken=token, UserAttributeNames=["nickname"])
    shown = {it["Name"]: it["Value"] for it in aws.get_user(AccessToken=token)["UserAttributes"]}
    assert shown["email"] == "new@example.com" and shown["email_verified"] == "true" and "nickname" not in shown

    device = result["NewDeviceMetadata"]
    _, verifier = generate_hash_device(device["DeviceGroupKey"], device["DeviceKey"])
    confirm = {"AccessToken": token, "DeviceName": "laptop", "DeviceSecretVerifierConfig": verifier}
    aws.confirm_device(DeviceKey=device["DeviceKey"], **confirm)
    for listed in (aws.list_devices(AccessToken=token), aws.admin_list_devices(UserPoolId=pool.id, Username="ann")):
        assert [it["DeviceKey"] for it in listed["Devices"]] == [device["DeviceKey"]]
    named = {"UserPoolId": pool.id, "Username": "ann", "DeviceKey": device["DeviceKey"]}
    aws.admin_update_device_status(DeviceRememberedStatus="not_remembered", **named)
    shown = {it["Name"]: it["Value"] for it in aws.admin_get_device(**named)["Device"]["DeviceAttributes"]}
    assert shown["device_name"] == "laptop" and shown["dev:device_remembered_status"] == "not_remembered"
    aws.forget_device(AccessToken=token, DeviceKey=device["DeviceKey"])
    missing = {"AccessToken": token, "DeviceKey": device["DeviceKey"]}
    refused("ResourceNotFoundException", "Device does not exist.", aws.get_device, **missing)


def members_that_programs_read(server):
    """boto3 drops a member that its API model doesn't have, so what is left here has the right name and form."""
    import datetime

    risk = {"Actions": {"HighAction": {"Notify": False, "EventAction": "MFA_REQUIRED"}}}
    pool = Pool(server, UserPoolTier="PLUS", UserPoolAddOns={"AdvancedSecurityMode": "ENFORCED"})
    aws = pool.aws
    found = aws.describe_user_pool(UserPoolId=pool.id)["UserPool"]
    names = {
        "Id", "Name", "Arn", "CreationDate", "LastModifiedDate", "Policies", "SchemaAttributes", "LambdaConfig",
        "MfaConfiguration", "EstimatedNumberOfUsers", "AdminCreateUserConfig", "UserPoolTier", "DeletionProtection",
        "AccountRecoverySetting", "UserPoolTags", "VerificationMessageTemplate", "EmailConfiguration", "UserPoolAddOns",
    }  # fmt: skip
    assert names <= set(found), names - set(found)
    assert isinstance(found["CreationDate"], datetime.datetime) and found["Arn"].endswith(pool.id)
    assert found["Policies"]["PasswordPolicy"]["MinimumLength"] == 8
    assert {"sub", "email", "phone_number"} <= {attribute["Name"] for attribute in found["SchemaAttributes"]}
    own = {
        "Schema": [{"Name": "plan", "AttributeDataType": "String"}, {"Name": "email", "Required": True}],
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True},
        "UserPoolTags": {"stage": "test"},
        "DeletionProtection": "ACTIVE",
    }
    closed = Pool(server, **own)
    shown = aws.describe_user_pool(UserPoolId=closed.id)["UserPool"]
    assert {it["Name"]: it["Required"] for it in shown["SchemaAttributes"]}.items() >= {"custom:plan": False, "email": True}.items()
    assert all(shown[name] == own[name] for name in list(own)[1:]), shown
    sign_up = {"ClientId": closed.client, "Username": "ann", "Password": PASSWORD}
    refused("NotAuthorizedException", "SignUp is not permitted for this user pool", aws.sign_up, **sign_up)
    refused("InvalidParameterException", None, aws.delete_user_pool, UserPoolId=closed.id)
    aws.set_risk_configuration(UserPoolId=pool.id, AccountTakeoverRiskConfiguration=risk)
    described = aws.describe_risk_configuration(UserPoolId=pool.id)["RiskConfiguration"]
    allowed = {"Notify": False, "EventAction": "NO_ACTION"}
    actions = risk["Actions"] | {"LowAction": allowed, "MediumAction": allowed}
    assert described["AccountTakeoverRiskConfiguration"] == {"Actions": actions} and described["UserPoolId"] == pool.id
    off = {"UserPoolId": Pool(server).id, "AccountTakeoverRiskConfiguration": risk}
    refused("UserPoolAddOnNotEnabledException", None, aws.set_risk_configuration, **off)

    weak = {"UserPoolId": pool.id, "Username": "ann", "Password": "short", "Permanent": True}
    pool.user("ann")
    problem = "Password did not conform with policy: Password not long enough"
    error = refused("InvalidPasswordException", problem, aws.admin_set_user_password, **weak)
    assert isinstance(error, aws.exceptions.InvalidPasswordException)

    client = aws.describe_user_pool_client(UserPoolId=pool.id, ClientId=pool.client)["UserPoolClient"]
    names = {"ClientId", "ClientName", "UserPoolId", "ExplicitAuthFlows", "RefreshTokenValidity", "EnableTokenRevocation"}
    assert names <= set(client), client
    changed = {"ClientName": "app", "PreventUserExistenceErrors": "ENABLED", "ExplicitAuthFlows": ["ALLOW_USER_AUTH"]}
    changed = aws.update_user_pool_client(UserPoolId=pool.id, ClientId=pool.client, **changed)["UserPoolClient"]
    assert changed["ClientName"] == "app" and changed["PreventUserExistenceErrors"] == "ENABLED"
    listed = aws.list_user_pool_clients(UserPoolId=pool.id, MaxResults=10)["UserPoolClients"]
    assert [it["ClientName"] for it in listed] == ["app"]
    error = refused("InvalidParameterException", "USER_PASSWORD_AUTH flow not enabled for this client", pool.password, "ann")
    assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 400

    user = aws.admin_get_user(UserPoolId=pool.id, Username="ann")
    assert {"Username", "UserAttributes", "UserCreateDate", "UserLastModifiedDate", "Enabled", "UserStatus"} <= set(user)
    created = aws.admin_create_user(UserPoolId=pool.id, Username="ben", DesiredDeliveryMediums=["EMAIL"])["User"]
    assert created["UserStatus"] == "FORCE_CHANGE_PASSWORD" and created["Enabled"]
    assert {"Username", "Attributes", "UserCreateDate", "UserLastModifiedDate"} <= set(created)


def risk_of_one_client(server):
    def takeover(action):
        return {"Actions": {"HighAction": {"Notify": False, "EventAction": action}}}

    pool = Pool(server, UserPoolTier="PLUS", UserPoolAddOns={"AdvancedSecurityMode": "ENFORCED"})
    aws, its_client = pool.aws, {"UserPoolId": pool.id, "ClientId": pool.client}
    described = lambda **of: aws.describe_risk_configuration(UserPoolId=pool.id, **of)["RiskConfiguration"]
    set_for_pool = aws.set_risk_configuration(UserPoolId=pool.id, AccountTakeoverRiskConfiguration=takeover("MFA_REQUIRED"))
    assert set_for_pool["RiskConfiguration"] == described()
    assert described(ClientId=pool.client) == its_client
    risk = {"AccountTakeoverRiskConfiguration": takeover("BLOCK")}
    aws.set_risk_configuration(**its_client, **risk)
    shown = described(ClientId=pool.client)
    assert shown["AccountTakeoverRiskConfiguration"]["Actions"]["HighAction"]["EventAction"] == "BLOCK", shown
    assert described() == set_for_pool["RiskConfiguration"], "the pool keeps its own"
    aws.set_risk_configuration(**its_client)
    assert described(ClientId=pool.client) == its_client
    other = {"UserPoolId": pool.id, "ClientId": Pool(server).client}
    refused("ResourceNotFoundException", None, aws.set_risk_configuration, **other, **risk)
    refused("ResourceNotFoundException", None, aws.describe_risk_configuration, **other)


def administrator_signs_users_in(server):
    pool = Pool(server, OPTIONAL)
    pool.user("ann")
    totp = pool.enroll("ann")
    named = {"UserPoolId": pool.id, "ClientId": pool.client}
    parameters = {"USERNAME": "ann", "PASSWORD": PASSWORD}
    asked = pool.aws.admin_initiate_auth(AuthFlow="ADMIN_USER_PASSWORD_AUTH", AuthParameters=parameters, **named)
    assert asked["ChallengeName"] == "SOFTWARE_TOKEN_MFA" and "AuthenticationResult" not in asked
    answer = {"ChallengeName": asked["ChallengeName"], "Session": asked["Session"]}
    responses = {"USERNAME": "ann", "SOFTWARE_TOKEN_MFA_CODE": totp.now()}
    result = pool.aws.admin_respond_to_auth_challenge(ChallengeResponses=responses, **answer, **named)
    result = result["AuthenticationResult"]
    assert result["TokenType"] == "Bearer" and result["ExpiresIn"] == 3600
    refreshed = {"AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": {"REFRESH_TOKEN": result["RefreshToken"]}}
    assert "AccessToken" in pool.aws.admin_initiate_auth(**refreshed, **named)["AuthenticationResult"]
    tokens = pool.aws.get_tokens_from_refresh_token(RefreshToken=result["RefreshToken"], ClientId=pool.client)
    assert "IdToken" in tokens["AuthenticationResult"]

    pool.aws.admin_reset_user_password(UserPoolId=pool.id, Username="ann")
    refused("PasswordResetRequiredException", None, pool.password, "ann")
    confirm = {"ClientId": pool.client, "Username": "ann", "Password": "Another-Horse-2"}
    wrong = {"ConfirmationCode": "000000" if server.message("ann") != "000000" else "111111"}
    refused("CodeMismatchException", None, pool.aws.confirm_forgot_password, **confirm, **wrong)
    pool.aws.confirm_forgot_password(ConfirmationCode=server.message("ann"), **confirm)
    pool.initiate("USER_PASSWORD_AUTH", USERNAME="ann", PASSWORD="Another-Horse-2")
    details = pool.aws.forgot_password(ClientId=pool.client, Username="ann")["CodeDeliveryDetails"]
    assert details == {"Destination": "a***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email"}


AMPLIFY = "6.22.1"


def amplify_folder():
    return VENV.parent / "amplify"


def install_amplify():
    installed = amplify_folder() / "node_modules" / "aws-amplify" / "package.json"
    if installed.exists() and json.loads(installed.read_text())["version"] == AMPLIFY:
        return
    amplify_folder().mkdir(parents=True, exist_ok=True)
    options = ["--silent", "--no-audit", "--no-fund", "--prefix", amplify_folder()]
    subprocess.run(["npm", "install", *options, f"aws-amplify@{AMPLIFY}"], check=True)


def amplify(server):
    script = Path(__file__).resolve().parent / "with_amplify.mjs"
    subprocess.run(["node", script, server.url, amplify_folder()], check=True, timeout=300)


TESTS = [
    four_operations_with_every_member,
    password_and_totp,
    srp_with_pycognito,
    signing_up_with_pycognito,
    new_password_with_pycognito,
    remembered_device,
    set_up_in_a_sign_in,
    typed_exceptions,
    passkey_satisfies_mfa,
    choosing_a_first_factor,
    two_clients_on_one_pool_and_one_user,
    restart_between_two_steps,
    administration,
    signing_in_by_email,
    signing_out_everywhere,
    wrong_passwords,
    own_attributes_and_devices,
    members_that_programs_read,
    risk_of_one_client,
    administrator_signs_users_in,
    aws_cli,
    amplify,
]


def main():
    global PROGRAM
    inside_venv()
    install_amplify()
    names = sys.argv[1:]
    if names == ["--install"]:
        return
    unknown = set(names) - {test.__name__ for test in TESTS}
    assert not unknown, f"unknown tests: {unknown}"
    PROGRAM = build("cognito-mfa-server")
    server = Server()
    failed = []
    for test in TESTS:
        if names and test.__name__ not in names:
            continue
        begun = time.time()
        try:
            test(server)
            print(f"ok      {test.__name__} ({time.time() - begun:.1f} s)")
        except Exception:
            import traceback

            traceback.print_exc()
            print(f"FAILED  {test.__name__}")
            failed.append(test.__name__)
    server.kill()
    if OFF_MODEL:
        print("FAILED  answers are as in the API model", *sorted(OFF_MODEL), sep="\n        ")
        failed.append("compare_with_model")
    sys.exit(f"failed: {failed}" if failed else 0)


if __name__ == "__main__":
    main()
