//! What people sign in with: a device, a browser or an application.

use riskgate_model::DeviceDetail;

use super::dice::Dice;

/// A device and the program on it.
#[derive(Clone)]
pub(super) struct Client {
    pub(super) device: DeviceDetail,
    pub(super) user_agent: &'static str,
    /// The kind of client, in the words of the sign-in log.
    pub(super) kind: &'static str,
}

const EDGE: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0";
const SAFARI: &str =
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15";
const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148";
const ANDROID: &str =
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/138.0.0.0 Mobile Safari/537.36";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

impl Client {
    /// The computer of this person: three of four are managed, guests bring their own.
    pub(super) fn laptop(dice: &mut Dice, number: u32, is_guest: bool) -> Self {
        let (id, is_mac, is_managed) = (dice.guid(), dice.chance(30), dice.chance(75) && !is_guest);
        let (system, browser, user_agent) =
            if is_mac { ("MacOs 15.5.0", "Safari 18.5", SAFARI) } else { ("Windows 11", "Edge 138.0.0", EDGE) };
        let mut device = device(system, browser);
        if is_managed {
            device.device_id = Some(id);
            device.display_name = Some(format!("HW-{}{number:05}", if is_mac { "M" } else { "W" }));
            device.is_compliant = Some(true);
            device.is_managed = Some(true);
            device.trust_type = Some(if is_mac { "Azure AD registered" } else { "Hybrid Azure AD joined" }.into());
        }
        Self { device, user_agent, kind: "Browser" }
    }

    /// The telephone of this person.
    pub(super) fn phone(dice: &mut Dice, is_guest: bool) -> Self {
        let (id, is_apple, is_registered) = (dice.guid(), dice.chance(55), dice.chance(50) && !is_guest);
        let (system, browser, user_agent) =
            if is_apple { ("Ios 18.5", "Mobile Safari", IPHONE) } else { ("Android 15", "Chrome Mobile 138.0.0", ANDROID) };
        let mut device = device(system, browser);
        if is_registered {
            device.device_id = Some(id);
            device.trust_type = Some("Azure AD registered".into());
            device.is_compliant = Some(true);
            device.is_managed = Some(true);
        }
        Self { device, user_agent, kind: "Mobile Apps and Desktop clients" }
    }

    /// Someone else's computer.
    pub(super) fn foreign() -> Self {
        Self { device: device("Linux", "Firefox 128.0"), user_agent: FIREFOX, kind: "Browser" }
    }

    /// A program that sends names and passwords, without a person or a browser.
    pub(super) fn script(user_agent: &'static str) -> Self {
        Self {
            device: DeviceDetail { is_compliant: Some(false), is_managed: Some(false), ..DeviceDetail::default() },
            user_agent,
            kind: "Other clients",
        }
    }
}

/// A device that the directory does not know.
fn device(system: &str, browser: &str) -> DeviceDetail {
    DeviceDetail {
        operating_system: Some(system.into()),
        browser: Some(browser.into()),
        is_compliant: Some(false),
        is_managed: Some(false),
        ..DeviceDetail::default()
    }
}
