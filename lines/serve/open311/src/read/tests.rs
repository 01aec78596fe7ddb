//! Small answers of our own in both ways of writing, and those of foreign servers when they are at hand.

use super::*;
use base::time::DateTime;

const REQUESTS: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<service_requests>
  <request>
    <service_request_id>QH-1</service_request_id><status>open</status><status_notes/>
    <service_name>路灯 &amp; 照明</service_name><service_code>A01</service_code>
    <description>灯不亮&#x3002;<![CDATA[<三天>]]></description>
    <requested_datetime>2026-03-02T09:00:00+08:00</requested_datetime><updated_datetime></updated_datetime>
    <address>人民路</address><lat>30.5</lat><long>114.3</long>
  </request>
  <request><service_request_id>QH-2</service_request_id><status>CLOSED</status><lat>x</lat></request>
</service_requests>"#;

#[test]
fn requests_are_read_in_both_ways_of_writing() {
    let found = requests(REQUESTS.as_bytes()).expect("a list");
    let first = &found[0];
    assert_eq!((first.id.as_str(), first.open, first.service.as_str()), ("QH-1", true, "A01"));
    assert_eq!((first.service_name.as_str(), first.description.as_str()), ("路灯 & 照明", "灯不亮。<三天>"));
    assert_eq!(first.requested, Some(Moment::from_civil(DateTime::constant(2026, 3, 2, 9, 0, 0, 0))));
    assert_eq!((first.updated, first.at), (None, Some((30.5, 114.3))));
    assert_eq!((found[1].open, found[1].at, found[1].address.as_str()), (false, None, ""));
    let json =
        r#"[{"service_request_id":7,"status":"closed","lat":30.5,"long":114.3,"notes":{"a":1},"description":null}]"#;
    let found = requests(json.as_bytes()).expect("a list");
    assert_eq!((found[0].id.as_str(), found[0].open, found[0].at), ("7", false, Some((30.5, 114.3))));
}

#[test]
fn services_are_read_in_both_ways_of_writing() {
    let xml = "<services is_array=\"true\"><service><service_code>015</service_code><service_name>水</service_name>\
               <metadata>false</metadata><keywords>a, b,</keywords></service></services>";
    let found = services(xml.as_bytes()).expect("a list");
    let wanted = Service {
        code: "015".to_owned(),
        name: "水".to_owned(),
        keywords: vec!["a".to_owned(), "b".to_owned()],
        ..Service::default()
    };
    assert_eq!(found, [wanted]);
    let json = "\u{feff} [{\"service_code\":\"1\",\"metadata\":true,\"group\":\"街道\"}]";
    let found = services(json.as_bytes()).expect("a list");
    assert_eq!((found[0].metadata, found[0].group.as_str()), (true, "街道"));
}

#[test]
fn what_is_no_such_list_is_refused_with_the_reason() {
    let many = format!("[{}]", vec![r#"{"service_request_id":"1"}"#; ROWS_MAX + 1].join(","));
    for (text, told) in [
        ("", "JSON"),
        ("{}", "最外层"),
        ("[1]", "不是对象"),
        ("[{}]", "service_request_id"),
        ("<services></services>", "service_requests"),
        ("<service_requests><request>", "不完整"),
        ("<service_requests><request></service_requests>", "XML"),
        ("<!DOCTYPE a [<!ENTITY x \"y\">]><service_requests/>", "实体"),
        (&many, "最多"),
    ] {
        let why = requests(text.as_bytes()).expect_err(text).message;
        assert!(why.contains(told), "{text}: {why}");
    }
    assert!(requests(b"\xff\xfe").is_err());
    assert_eq!(requests(b"<service_requests/>").expect("an empty list"), []);
}

/// The folder with answers of foreign servers (Toronto, Chicago, Gießen and others), which are not part of this repository.
const FOLDER: &str = "RENHE_OPEN311_FILES";

#[test]
fn answers_of_foreign_servers_are_read_when_they_are_at_hand() {
    let Ok(folder) = std::env::var(FOLDER) else {
        eprintln!("not looked at: {FOLDER} names no folder with answers of foreign servers");
        return;
    };
    let file = |name: &str| std::fs::read(std::path::Path::new(&folder).join(name)).expect(name);
    let many = requests(&file("requests_many.xml")).expect("many");
    assert_eq!(many.len(), 2);
    assert!(many.iter().all(|r| r.open && r.at.is_some() && r.requested.is_some() && r.expected.is_some()));
    assert_eq!(requests(&file("requests_single.xml")).expect("one"), many[..1]);
    let json = requests(&file("service_requests.json")).expect("requests");
    assert_eq!(json.iter().map(|r| r.id.as_str()).collect::<Vec<_>>(), ["14-01100669", "14-01100627"]);
    assert!(json.iter().all(|r| r.updated.is_some() && r.at.is_some()));
    let list = services(&file("service_list.json")).expect("services");
    assert_eq!((list.len(), list[0].keywords.len(), list[1].group.as_str()), (3, 3, "street"));
    let other = services(&file("services_giessen.xml")).expect("services");
    assert_eq!((other.len(), other[3].name.as_str(), other[3].keywords.len()), (8, "Verkehrsschild beschädigt", 2));
}
