# The sign-in decision (spec 10), row for row: the first `else` whose conditions hold decides.
package sign_in

import rego.v1

default risk := "NO_ACTION"

risk := input.pool.risk_actions[input.attempt.risk] if {
	input.pool.tier == "PLUS"
	input.pool.threat_protection == "ENFORCED"
}

risk_demands if risk in {"MFA_IF_CONFIGURED", "MFA_REQUIRED"}

enabled := {factor | some factor in input.user.enabled}

possessed := {factor | some factor in input.user.possesses}

offered := {factor | input.pool.mode != "OFF"; some factor in input.pool.configured}

is_otp if input.attempt.first_factor in {"email-otp", "sms-otp"}

is_passkey if input.attempt.first_factor in {"passkey-presence", "passkey-verified"}

is_passwordless if is_otp

is_passwordless if is_passkey

passkey_mfa if "WEB_AUTHN_MFA" in (offered & enabled)

passkey_is_mfa if {
	is_passkey
	passkey_mfa
}

gated if input.pool.mode == "ON"

gated if {
	input.pool.mode == "OPTIONAL"
	count(enabled) > 0
}

# The first factor by its name in what the pool allows, and by its name in what the user possesses.
needs := {
	"email-otp": ["EMAIL_OTP", "EMAIL_OTP"],
	"sms-otp": ["SMS_OTP", "SMS_MFA"],
	"passkey-presence": ["WEB_AUTHN", "WEB_AUTHN_MFA"],
	"passkey-verified": ["WEB_AUTHN", "WEB_AUTHN_MFA"],
}

available if {
	[allowed, factor] := needs[input.attempt.first_factor]
	allowed in input.pool.first_factors
	factor in possessed
}

available if {
	input.attempt.first_factor == "password"
	input.user.has_password
}

withheld if {
	gated
	not passkey_is_mfa
}

withheld if input.user.status == "FORCE_CHANGE_PASSWORD"

withheld if {
	risk == "MFA_REQUIRED"
	not passkey_is_mfa
}

strict if input.pool.mode == "ON"

strict if {
	input.pool.mode == "OPTIONAL"
	count(enabled) == 0
	risk_demands
}

codes := {"SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP"}

candidates contains "SOFTWARE_TOKEN_MFA" if {
	input.pool.mode != "OFF"
	"SOFTWARE_TOKEN_MFA" in (possessed & enabled)
}

candidates contains factor if some factor in (((codes & offered) & possessed) & enabled)

candidates contains factor if {
	strict
	some factor in (((codes & offered) & possessed) - {input.pool.recovery})
}

attributes := possessed & {"SMS_MFA", "EMAIL_OTP"}

can_set_up := (codes & offered) - {input.pool.recovery}

device_stands_in if {
	input.attempt.device == "remembered"
	input.pool.challenge_on_new_device
	device_suits_risk
}

device_suits_risk if not risk_demands

device_suits_risk if not input.pool.remembered_on_prompt

decision := {"reason": "user-disabled"} if {
	input.user.disabled
} else := {"reason": "federated"} if {
	input.attempt.first_factor == "external-provider"
} else := {"reason": "federated-only"} if {
	input.user.status == "EXTERNAL_PROVIDER"
} else := {"reason": "risk-blocked"} if {
	risk == "BLOCK"
	input.attempt.first_factor != "custom-challenge"
} else := {"reason": "password-reset-required"} if {
	input.user.status == "RESET_REQUIRED"
} else := {"reason": "user-unconfirmed"} if {
	input.user.status == "UNCONFIRMED"
	not is_otp
} else := {"reason": "custom-challenge"} if {
	input.attempt.first_factor == "custom-challenge"
} else := {"reason": "first-factor-unavailable"} if {
	not available
} else := {"reason": "password-challenge-required"} if {
	is_passwordless
	withheld
} else := {"reason": "user-verification-required"} if {
	input.attempt.first_factor == "passkey-presence"
	input.pool.user_verification == "required"
} else := {"reason": "user-verification-required"} if {
	input.attempt.first_factor == "passkey-presence"
	passkey_mfa
} else := {"reason": "passkey-satisfies-mfa"} if {
	passkey_is_mfa
} else := {"reason": "passwordless"} if {
	is_passwordless
} else := {"reason": "new-password-required"} if {
	input.user.status == "FORCE_CHANGE_PASSWORD"
} else := {"reason": "mfa-not-demanded"} if {
	input.pool.mode == "OFF"
	risk != "MFA_REQUIRED"
} else := {"reason": "mfa-not-demanded"} if {
	input.pool.mode == "OPTIONAL"
	count(enabled) == 0
	not risk_demands
} else := {"reason": "device-remembered"} if {
	count(candidates) > 0
	device_stands_in
} else := {"reason": "preferred-factor", "factors": [input.user.preferred]} if {
	input.user.preferred in candidates
} else := {"reason": "several-factors", "factors": candidates} if {
	count(candidates) > 1
} else := {"reason": "only-factor", "factors": candidates} if {
	count(candidates) == 1
} else := {"reason": "risk-allows"} if {
	risk == "MFA_IF_CONFIGURED"
	input.pool.mode == "OPTIONAL"
	count(enabled) == 0
} else := {"reason": "risk-demands-mfa"} if {
	risk == "MFA_REQUIRED"
} else := {"reason": "no-usable-factor"} if {
	input.pool.mode != "ON"
} else := {"reason": "only-attribute-is-recovery"} if {
	input.pool.profile == "Documented"
	attributes == {input.pool.recovery}
} else := {"reason": "set-up-totp", "factors": ["SOFTWARE_TOKEN_MFA"]} if {
	count(attributes) > 0
	"SOFTWARE_TOKEN_MFA" in offered
} else := {"reason": "no-factor-to-set-up"} if {
	count(attributes) > 0
} else := {"reason": "set-up-any", "factors": can_set_up} if {
	count(can_set_up - {"SMS_MFA"}) > 0
} else := {"reason": "sms-cannot-be-set-up"}
