//! Cases of our own, properties, and the labelled set when it is at hand.

use proptest::prelude::*;

use super::*;

#[test]
fn personal_data_is_found_however_it_is_typed() {
    let cases = [
        ("电话13812345678，", Kind::Mobile, "电话138****5678，"),
        ("电话１３８１２３４５６７８。", Kind::Mobile, "电话138****5678。"),
        ("请打138 1234 5678", Kind::Mobile, "请打138****5678"),
        ("请打138-1234-5678", Kind::Mobile, "请打138****5678"),
        ("请打138－1234－5678", Kind::Mobile, "请打138****5678"),
        ("请打138，1234，5678", Kind::Mobile, "请打138****5678"),
        ("请打138·1234·5678", Kind::Mobile, "请打138****5678"),
        ("请打1381234 5678", Kind::Mobile, "请打138****5678"),
        ("1 3 8 1 2 3 4 5 6 7 8", Kind::Mobile, "138****5678"),
        ("13\u{200b}8123\u{feff}45678", Kind::Mobile, "138****5678"),
        ("138１234５678", Kind::Mobile, "138****5678"),
        ("𝟏𝟑𝟖𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖", Kind::Mobile, "138****5678"),
        ("+8613812345678", Kind::Mobile, "+86138****5678"),
        ("+86 138-1234-5678", Kind::Mobile, "+86 138****5678"),
        ("(+86)138 1234 5678", Kind::Mobile, "(+86)138****5678"),
        ("008613812345678", Kind::Mobile, "0086138****5678"),
        ("013812345678", Kind::Mobile, "0138****5678"),
        ("Tel:13812345678", Kind::Mobile, "Tel:138****5678"),
        ("wx13812345678", Kind::Mobile, "wx138****5678"),
        ("13812345678微信同号", Kind::Mobile, "138****5678微信同号"),
        ("13812345678元旦后打", Kind::Mobile, "138****5678元旦后打"),
        ("1.13812345678", Kind::Mobile, "1.138****5678"),
        ("12.138-1234-5678", Kind::Mobile, "12.138****5678"),
        ("3-502-13812345678", Kind::Mobile, "3-502-138****5678"),
        ("身份证11010519491231002X", Kind::Identity, "身份证110***********002X"),
        ("身份证11010519491231002x。", Kind::Identity, "身份证110***********002x。"),
        ("１１０１０５１９４９１２３１００２Ｘ", Kind::Identity, "110***********002X"),
        ("110105 19491231 002X", Kind::Identity, "110***********002X"),
        ("110105-19491231-002X", Kind::Identity, "110***********002X"),
        ("11010519491231002×", Kind::Identity, "110***********002×"),
        ("邮箱zhang.san@example.com，", Kind::Mail, "邮箱z***@example.com，"),
        ("邮箱ｚｈａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ", Kind::Mail, "邮箱z***@example.com"),
        ("13812345678@example.cn", Kind::Mail, "1***@example.cn"),
        ("li @ example。com", Kind::Mail, "l***@example.com"),
        ("卡号6222020000000000000", Kind::Card, "卡号6222***********0000"),
        ("卡号6222 0200 0000 0000 000", Kind::Card, "卡号6222***********0000"),
        ("4111111111111111", Kind::Card, "4111********1111"),
        ("车牌京A12345", Kind::Plate, "车牌京A***45"),
        ("车牌粤B·D12345", Kind::Plate, "车牌粤B****45"),
    ];
    for (text, kind, masked) in cases {
        let kinds: Vec<Kind> = find(text).iter().map(|f| f.kind).collect();
        assert_eq!((kinds.as_slice(), mask(text).as_str()), ([kind].as_slice(), masked), "{text}");
    }
}

#[test]
fn what_the_public_needs_is_left_alone() {
    let cases = [
        "拨打12345或110、119、12315、400-810-1234、4008101234",
        "固定电话0591-87654321，010-62345678转8001，(0591)87654321",
        "身份证110105194912310021校验不符",
        "统一社会信用代码91350100M000100Y43",
        "比例0.63517011330927559，共13812345678.50元",
        "合计13812345678元，约15812345678万元，¥13812345678",
        "国办发〔2023〕24号 青信〔2026〕00012号",
        "区划代码350128001001，350128001",
        "ISBN 978-7-5086-8273-3，978-0-9983056-3-9",
        "订单GD2026209422303073，GD-2026-13812345678，NO13812345678",
        "2026-11-24 10:30:00至2026年12月31日",
        "18位序列号123456789012345678901",
        "已隐去138****5678，110***********002X，z***@example.com",
        "沪A级景区，京G7高速，苏S340线，川B类",
        "预算 4000 5000 6000 7000 万元",
        "@全体成员 请看 a@b",
        "",
    ];
    for text in cases {
        assert_eq!(find(text), [], "{text}");
        assert_eq!(mask(text), text);
    }
}

#[test]
fn positions_are_given_in_characters_and_bytes() {
    let text = "请打\u{200b}１３８12345678，再写a@b.cn";
    let found = find(text);
    assert_eq!((found[0].chars.clone(), found[0].bytes.clone()), (3..14, 9..26));
    assert_eq!(&text[found[1].bytes.clone()], "a@b.cn");
}

#[test]
fn several_in_a_row_are_all_found() {
    let text = "13812345678/13912345678、13712345678-13612345678 6222020000000000000";
    assert_eq!(mask(text), "138****5678/139****5678、137****5678-136****5678 6222***********0000");
}

#[test]
fn names_and_addresses_are_shortened() {
    let names =
        [("张三丰", "张**"), ("李四", "李*"), ("王", "王*"), ("", ""), ("阿卜杜拉·买买提", "阿***"), ("𠮷田", "𠮷*")];
    for (name, masked) in names {
        assert_eq!(mask_name(name), masked);
    }
    let addresses = [
        ("青禾县城关街道人民路12号3栋502室", "青禾县城关街道人民路***"),
        ("青禾县柳河镇杨柳村三组15号", "青禾县柳河镇***"),
        ("青禾县柳河镇", "青禾县柳河镇"),
        ("青禾县杨柳小区2栋", "青禾县***"),
        ("502室", "***"),
        ("", ""),
    ];
    for (address, masked) in addresses {
        assert_eq!(mask_address(address), masked, "{address}");
    }
}

proptest! {
    #[test]
    fn masking_is_final(text in "[0-9０-９Xx @.。a-z京A*，、-]{0,60}") {
        let once = mask(&text);
        prop_assert_eq!(find(&once), []);
        prop_assert_eq!(mask(&once), once);
    }

    #[test]
    fn any_text_is_taken(text in any::<String>()) {
        let once = mask(&text);
        prop_assert_eq!(mask(&once), once);
    }

    #[test]
    fn every_mobile_number_is_found_in_any_surroundings(
        number in "1[3-9][0-9]{9}", before in "[一-龥，。：（]{0,8}", after in "[一-龥，。）；]{0,8}",
    ) {
        prop_assume!(!["元", "万", "亿"].iter().any(|x| after.starts_with(x)));
        let masked = mask(&[before, number.clone(), after].concat());
        prop_assert!(!masked.contains(&number), "{}", masked);
    }
}
