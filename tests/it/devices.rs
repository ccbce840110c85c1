//! Which sign-in makes its device known, and which pool remembers it: every case of spec 11.

use cognito_mfa::PoolPolicy;
use cognito_mfa::assurance::{Attachment, Proven};
use cognito_mfa::factor::CodeFactorSet;
use cognito_mfa::pool::{DeviceConfiguration, MfaMode, RiskLevel, Tier};
use cognito_mfa::sign_in::{Device, FirstFactor, PasskeyProof, SignInContext};

/// Every first factor, with both attachments of a passkey.
fn first_factors() -> Vec<FirstFactor> {
    let roaming = PasskeyProof::ALL.iter().map(|proof| FirstFactor::Passkey(*proof, Attachment::CrossPlatform));
    FirstFactor::KINDS.iter().copied().chain(roaming).collect()
}

/// Every policy as far as devices go, in each mode and tier.
fn pools() -> Vec<PoolPolicy> {
    let devices: Vec<_> = [None].into_iter().chain(DeviceConfiguration::all().map(Some)).collect();
    assert_eq!(devices.len(), 5);
    let mut pools = Vec::new();
    for device in devices {
        for mode in MfaMode::ALL {
            for tier in Tier::ALL {
                pools.push(PoolPolicy::default().with_device(device).with_mode(*mode).with_tier(*tier));
            }
        }
    }
    pools
}

/// The kinds of first factors that have nothing to do with devices.
const WITHOUT_DEVICES: [&str; 5] =
    ["email-otp", "sms-otp", "passkey-presence", "passkey-verified", "external-provider"];

#[test]
fn exactly_the_sign_ins_of_section_11_make_their_device_known() {
    let (mut known, mut cases) = (0, 0);
    for pool in pools() {
        for device in Device::ALL {
            for risk in RiskLevel::ALL {
                let context = SignInContext { device: *device, risk: *risk };
                for first in first_factors() {
                    for codes in CodeFactorSet::subsets() {
                        for device_proven in [false, true] {
                            let mut proven = Proven::first(first);
                            (proven.codes, proven.device_proven) = (codes, device_proven);
                            let is_known = context.makes_device_known(&pool, proven);
                            if is_known {
                                assert!(pool.device.is_some());
                                assert_eq!(*device, Device::Unknown);
                                assert!(!WITHOUT_DEVICES.contains(&first.name()), "{first}");
                                known += 1;
                            }
                            cases += 1;
                        }
                    }
                }
            }
        }
    }
    // The 4 device configurations, 3 modes, 3 tiers, 4 levels of risk, 2 first factors, 8 sets of codes, with or without a
    // proven device. So each of these cases makes the device known, and no other one.
    assert_eq!(known, 4 * 3 * 3 * 4 * 2 * 8 * 2);
    assert_eq!(cases, 5 * 3 * 3 * 3 * 4 * 9 * 8 * 2);
}

#[test]
fn a_confirmed_device_is_remembered_unless_the_pool_asks_the_user_or_has_no_devices() {
    for pool in pools() {
        let asks = pool.device.map(|device| device.device_only_remembered_on_user_prompt);
        let expected = if asks == Some(false) { Device::Remembered } else { Device::Known };
        assert_eq!(Device::confirmed(&pool), expected, "{:?}", pool.device);
    }
}
