//! Tests of times as they are written.

use super::*;

#[test]
fn the_american_way_is_read() {
    for (text, shown) in [
        ("8/22/2022 6:11:52 PM", "2022-08-22T18:11:52Z"),
        ("9/9/2022 9:59:27 AM", "2022-09-09T09:59:27Z"),
        ("1/9/2007 12:41:00 AM", "2007-01-09T00:41:00Z"),
        ("1/9/2007 12:41:00 PM", "2007-01-09T12:41:00Z"),
        ("01/09/2007 09:41:00", "2007-01-09T09:41:00Z"),
        ("1/9/2007 10:41:00 AM +01:00", "2007-01-09T09:41:00Z"),
    ] {
        assert_eq!(when(text).expect(text).expect(text).to_string(), shown);
    }
}

#[test]
fn what_stands_for_no_time_is_none() {
    for text in ["", "  ", "1970-01-01T00:00:00Z", "1970-01-01", "0001-01-01T00:00:00Z", "1/1/0001 12:00:00 AM"] {
        assert_eq!(when(text), Ok(None), "{text}");
        assert_eq!(Zone::Unsaid.when(text), Ok(None), "{text}");
    }
}

#[test]
fn a_time_that_cannot_be_told_is_out_of_range_however_it_is_written() {
    for text in ["9999-12-31T23:59:59Z", "12/31/9999 11:59:59 PM", "1601-01-01T00:00:00Z"] {
        assert!(matches!(when(text), Err(TimeError::OutOfRange(_))), "{text}");
    }
}

#[test]
fn what_is_no_time_is_an_error() {
    for text in ["2021-10-26T16:28:17Z)", "13/13/2022 1:00:00 PM", "8/22/2022 14:11:52 PM", "8/22/2022", "1/2/3/4 5:6:7", "soon"] {
        assert!(when(text).is_err(), "{text}");
        for zone in [Zone::Unsaid, Zone::Utc, Zone::UtcMonthFirst] {
            let error = zone.when(text).expect_err(text);
            assert!(error.contains("is not a time"), "{error}");
        }
    }
}

#[test]
fn a_header_says_the_zone_behind_its_name() {
    for (header, name, zone) in [
        ("TimeGenerated [UTC]", "TimeGenerated", Zone::UtcMonthFirst),
        ("CreatedDateTime [Local Time]", "CreatedDateTime", Zone::Other("Local Time".into())),
        (" Date (UTC) ", "Date", Zone::Utc),
        ("Date (Local)", "Date", Zone::Other("Local".into())),
        ("Risk level (aggregate)", "Risk level (aggregate)", Zone::Unsaid),
        ("User", "User", Zone::Unsaid),
    ] {
        assert_eq!(Zone::part(header), (name, zone), "{header}");
    }
}

#[test]
fn a_date_of_log_analytics_has_the_month_first() {
    for (text, shown) in [
        ("4/3/2026, 8:03:56.447 AM", "2026-04-03T08:03:56.447Z"),
        ("4/3/2026, 12:03:56.447\u{202f}PM", "2026-04-03T12:03:56.447Z"),
        ("2026-04-03T08:03:56.4471234Z", "2026-04-03T08:03:56.4471234Z"),
    ] {
        assert_eq!(Zone::UtcMonthFirst.when(text).expect(text).expect(text).to_string(), shown);
    }
    assert!(Zone::UtcMonthFirst.when("13/4/2026, 8:03:56 AM").is_err());
}

#[test]
fn elsewhere_a_date_is_read_only_if_it_can_be_no_other() {
    for zone in [Zone::Unsaid, Zone::Utc] {
        for (text, shown) in [
            ("4/13/2026 8:03:56 AM", "2026-04-13T08:03:56Z"),
            ("13/04/2026 08:03:56", "2026-04-13T08:03:56Z"),
            ("4/4/2026 08:03", "2026-04-04T08:03:00Z"),
            ("2026-04-03 08:03:56", "2026-04-03T08:03:56Z"),
        ] {
            assert_eq!(zone.when(text).expect(text).expect(text).to_string(), shown);
        }
        let error = zone.when("03/04/2026 08:03:56").expect_err("two dates");
        assert_eq!(
            error,
            "\"03/04/2026 08:03:56\" could be 4 March or 3 April; export it again as JSON, or with times in UTC such as 2026-03-04T08:03:56Z"
        );
    }
}

#[test]
fn a_time_of_another_zone_is_read_only_if_it_says_which() {
    let local = Zone::Other("Local Time".into());
    for text in ["4/13/2026, 8:03:56 AM", "13/4/2026 8:03", "2026-04-13T08:03:56", "2026-04-13 08:03"] {
        let error = local.when(text).expect_err(text);
        assert!(error.contains("export it again with times in UTC"), "{error}");
    }
    for text in ["2026-04-13T08:03:56Z", "2026-04-13T10:03:56+02:00", "4/13/2026 8:03:56 AM Z"] {
        assert_eq!(local.when(text).expect(text).expect(text).to_string(), "2026-04-13T08:03:56Z");
    }
    assert_eq!(local.when(""), Ok(None));
}
