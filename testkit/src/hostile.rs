//! What strangers send: one function for each parser of the program, which takes any bytes and must come back. Tests call
//! them with bounded numbers of damaged samples; `fuzz/` calls the same functions for as long as one likes.

use std::sync::OnceLock;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Request, Uri, header};
use base::calendar::Year;
use base::{Rules, csv, notice, redact, text};
use store::search::Find;
use tokio::runtime::Runtime;

use crate::{Answer, County, Dialect};

/// A parser under attack.
pub struct Target {
    /// Its name, also that of the program in `fuzz/`.
    pub name: &'static str,
    /// Takes any bytes; a panic is a finding.
    pub run: fn(&Hostile, &[u8]),
    /// Whole samples that are damaged in tests, so that more than the first check of the parser is reached.
    pub samples: &'static [&'static [u8]],
}

/// All parsers that read what strangers send.
pub const TARGETS: &[Target] = &[
    Target { name: "notice", run: notice, samples: &[NOTICE.as_bytes()] },
    Target { name: "table", run: table, samples: &[TABLE.as_bytes(), b"a,\"b\"\"c\"\r\n,,\n\"x"] },
    Target { name: "year", run: year, samples: &[YEAR.as_bytes()] },
    Target { name: "rules", run: rules, samples: &[RULE.as_bytes()] },
    Target { name: "redaction", run: redaction, samples: &[PERSONAL.as_bytes()] },
    Target { name: "words", run: words, samples: &[PERSONAL.as_bytes(), HTML.as_bytes()] },
    Target { name: "traditional", run: traditional, samples: &[HTML.as_bytes()] },
    Target {
        name: "kinds",
        run: kinds,
        samples: &[ZIP, OLE, PDF, LOCKED, PNG, WHOLE, PHOTO, HTML.as_bytes(), b"\xff\xfe<\0h\0t\0m\0l\0"],
    },
    Target { name: "receipts", run: receipts, samples: &[RECEIPT.as_bytes()] },
    Target { name: "excel", run: excel, samples: &[ZIP] },
    Target { name: "questions", run: questions, samples: &[b"\"\xe8\xb7\xaf\xe7\x81\xaf\" AND (title:x^2 OR -y*) ~2"] },
    Target { name: "forms", run: forms, samples: &[FORM.as_bytes()] },
    Target { name: "feeds", run: feeds, samples: &[RSS.as_bytes(), ATOM.as_bytes(), LIST.as_bytes()] },
    Target { name: "documents", run: documents, samples: &[ZIP, PRINTED, LOCKED, b"%PDF-1.4"] },
    Target { name: "addresses", run: addresses, samples: &[ADDRESS.as_bytes()] },
    Target { name: "open311", run: open311, samples: &[REPORTS.as_bytes(), ASKED.as_bytes()] },
];

/// What the targets share: a county is made when the first of them wants one.
#[derive(Default)]
pub struct Hostile(OnceLock<(Runtime, County)>);

impl Hostile {
    fn county(&self) -> &(Runtime, County) {
        self.0.get_or_init(|| {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
            let runtime = runtime.expect("a runtime");
            let county = runtime.block_on(County::with(Dialect::Sqlite, |settings| {
                settings.web.proxies = vec![std::net::Ipv4Addr::LOCALHOST.into()];
            }));
            (runtime, county)
        })
    }

    /// Sends a request as it is; the program's own failure is a finding.
    fn send(&self, request: Request<Body>) -> Answer {
        let (runtime, county) = self.county();
        let answer = runtime.block_on(county.browser().send(request));
        assert!(!answer.status.is_server_error(), "{} {}", answer.path, answer.seen());
        answer
    }
}

const NOTICE: &str = "国务院办公厅关于2027年部分节假日安排的通知\n国办发明电〔2026〕0号\n\
    一、元旦：1月1日（周五）至3日（周日）放假，共3天。\n\
    二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月13日（周六）上班。";
const TABLE: &str = "received_on,working_days,due_on\r\n2024-01-29,20,2024-02-29\r\n2026-12-30,5,\"2027-01-07\"\r\n";
const YEAR: &str = "year = 2028\npapers = [\"县府办通知\"]\n\n[[off]]\nfrom = \"2028-05-01\"\nto = \"2028-05-03\"\nname = \"劳动节\"\n";
const RULE: &str = "[[rule]]\nkey = \"a.b\"\nvalue = 9\nunit = \"working_days\"\ntitle = \"甲\"\nsource = \"乙\"\n\
    article = \"第一条\"\nvalid_from = \"2019-12-01\"\nmin = 1\nmax = 15\nconfidence = \"practice\"\n";
const PERSONAL: &str = "我叫张三，身份证11010519491231002X，手机１３８００００１２３４，卡号6222021234567890123，\
    车牌京A·12345，邮箱zhang.san@example.com，住人民路5号3栋2单元101室，电话010-12345678。";
const HTML: &str = "<!DOCTYPE html><html lang=\"zh\"><body><p class=\"发\">头发发展，里面</p><!-- 注 --><script>var 发='里';</script>\
    <pre>后</pre><a href=\"/后\" title='皇后'>皇后在后面</a><textarea>干</textarea></body></html>";
const RECEIPT: &str = "{\"format\":\"renhe-receipt/1\",\"entry\":\"{}\",\"index\":0,\"path\":[],\"head\":\"a\\n1\\nAA==\\n\\n— a AAAA\\n\",\
    \"key\":\"-----BEGIN PUBLIC KEY-----\\nAAAA\\n-----END PUBLIC KEY-----\\n\"}";
const FORM: &str = "--XX\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n路灯不亮\r\n--XX\r\n\
    Content-Disposition: form-data; name=\"files\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\n七盏路灯\r\n--XX--\r\n";
const ADDRESS: &str = "/hant/letters?unit=3&page=2&q=%E8%B7%AF%zz+%00&print=1\n2001:db8::1, 192.0.2.1\nmode=elder.contrast; renhe=x\nbytes=0-";
const RSS: &str = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>政策</title><item><title>通知&amp;公告</title>\
    <link>/a/1.html</link><pubDate>Mon, 02 Mar 2026 08:30:00 +0800</pubDate><description><![CDATA[<p>正文<script>x</script></p>]]>\
    </description></item></channel></rss>";
const ATOM: &str = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><title>通知</title><link href=\"/a/2.html\"/>\
    <updated>2026-03-02T08:30:00+08:00</updated><content type=\"xhtml\"><div><p>正文<br/></p></div></content></entry></feed>";
const LIST: &str =
    "<html><ul><li><a href=\"/t20260302_1.html\">关于做好春耕生产的通知</a><span>2026-03-02</span></li></ul></html>";
const REPORTS: &str = "<?xml version=\"1.0\"?><service_requests><request><service_request_id>7</service_request_id><status>open</status>\
    <description>灯&amp;<![CDATA[<杆>]]>&#x3002;</description><lat>30.5</lat><long>114.3</long></request></service_requests>";
const ASKED: &str =
    "service_request_id=7,8&service_code=A01&status=open,closed&start_date=2026-03-01T00:00:00+08:00&page=2&api_key=x";
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF";
const PRINTED: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
    3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>/Contents 4 0 R>>endobj\n\
    4 0 obj<</Length 99>>stream\nBT /F 12 Tf 1 0 0 1 72 700 Tm [(text) -250 <4E2D6587>] TJ ET q 2 0 0 2 0 0 cm /X Do Q\nendstream endobj\n\
    5 0 obj<</Type/Font/Subtype/Type0/BaseFont/S/Encoding/UniGB-UCS2-H/DescendantFonts[<</Subtype/CIDFontType0\
    /CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 0>>>>]>>endobj\n\
    6 0 obj<</Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>/Length 5>>stream\n/X Do\nendstream endobj\n\
    trailer<</Root 1 0 R>>\n%%EOF";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0";
/// A picture of one point, whole.
const WHOLE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82";
/// A photo of one point, whole.
const PHOTO: &[u8] =
    b"\xff\xd8\xff\xc0\0\x0b\x08\0\x01\0\x01\x01\x01\x11\0\xff\xda\0\x08\x01\x01\0\0\x3f\0\x12\x34\xff\0\x56\xff\xd9";
/// A document under a password.
const LOCKED: &[u8] = b"%PDF-1.4\n\
    1 0 obj<</Type/Catalog/Pages 2 0 R>> endobj\n\
    2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n\
    3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>> endobj\n\
    4 0 obj<</Filter/Standard/V 1/R 2/P -44/O<4142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f60>/U<41e85da1b8323dae56994fa95ab872fb70017d68d1df98fdf591454f5a23899b>>> endobj\n\
    xref\n\
    0 5\n\
    0000000000 65535 f \n\
    0000000009 00000 n \n\
    0000000053 00000 n \n\
    0000000103 00000 n \n\
    0000000163 00000 n \n\
    trailer<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<30313233343536373839616263646566><30313233343536373839616263646566>]>>\n\
    startxref\n\
    348\n\
    %%EOF";
const OLE: &[u8] = &ole();
/// An empty archive with one name in its directory.
const ZIP: &[u8] = b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x13\0\0\0[Content_Types].xml\
    PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x13\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0[Content_Types].xml\
    PK\x05\x06\0\0\0\0\x01\0\x01\0A\0\0\x001\0\0\0\0\0";

/// A compound file of two sectors: its head, and a directory that names a workbook.
const fn ole() -> [u8; 1536] {
    let mut file = [0; 1536];
    let head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    let mut i = 0;
    while i < head.len() {
        file[i] = head[i];
        i += 1;
    }
    (file[24], file[26], file[28], file[29], file[30], file[32]) = (0x3e, 3, 0xfe, 0xff, 9, 6);
    let name = b"W\0o\0r\0k\0b\0o\0o\0k\0";
    let mut i = 0;
    while i < name.len() {
        file[512 + i] = name[i];
        i += 1;
    }
    file[512 + 64] = 18;
    file
}

fn words_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn notice(_: &Hostile, bytes: &[u8]) {
    let pasted = words_of(bytes);
    let year = notice::year_of(&pasted).unwrap_or(2027);
    let read = notice::read(year, &pasted);
    drop(format!("{read:?}"));
}

fn table(_: &Hostile, bytes: &[u8]) {
    for record in csv::read(&words_of(bytes)) {
        assert!(!record.is_empty(), "a record without fields");
    }
}

fn year(_: &Hostile, bytes: &[u8]) {
    let Ok(year) = Year::from_toml(&words_of(bytes)) else { return };
    if year.check().is_ok() {
        let again = Year::from_toml(&year.to_toml()).expect("a year that was written is read");
        assert_eq!(again, year);
    }
}

fn rules(_: &Hostile, bytes: &[u8]) {
    let text = words_of(bytes);
    let Ok(rules) = Rules::parse(&[("hostile", &text)]) else { return };
    for rule in rules.rows() {
        drop((rule.words(), rule.cite(), rule.length()));
        drop(rules.with_edit(&rule.key, rule.value.wrapping_add(1), rule.valid_from, "试"));
    }
}

fn redaction(_: &Hostile, bytes: &[u8]) {
    let text = words_of(bytes);
    for found in redact::find(&text) {
        assert!(
            text.is_char_boundary(found.bytes.start) && text.is_char_boundary(found.bytes.end),
            "{found:?} in {text:?}"
        );
    }
    drop((redact::mask(&text), redact::mask_name(&text), redact::mask_address(&text)));
}

fn words(_: &Hostile, bytes: &[u8]) {
    let words = words_of(bytes);
    let clean = text::clean_line(&words);
    assert_eq!(text::clean_line(&clean), clean, "cleaning twice is cleaning once");
    drop((text::normalise(&words), text::clean_text(&words), text::pinyin(&words), text::initials(&words)));
    assert!(text::char_count(&text::truncate(&words, 7)) <= 8);
    let alike = text::Pairs::of(&words).alike(&text::Pairs::of(&clean));
    assert!((0.0..=1.0).contains(&alike), "{alike}");
    drop(store::files::clean_name(&words));
}

fn traditional(_: &Hostile, bytes: &[u8]) {
    let html = words_of(bytes);
    let shown = text::to_traditional_html(&html, &["青禾"]);
    let marks = |text: &str| text.matches(['<', '>', '"', '&']).count();
    assert_eq!(marks(&shown), marks(&html), "the conversion opens or closes tags");
}

fn kinds(_: &Hostile, bytes: &[u8]) {
    for name in ["a.docx", "a.exe", "照片.jpg", ""] {
        if let Err(refusal) = store::files::kind_of(name, bytes) {
            assert!(!refusal.message.is_empty());
        }
    }
}

fn receipts(_: &Hostile, bytes: &[u8]) {
    if let Ok(receipt) = ledger::Receipt::parse(&words_of(bytes)) {
        assert!(receipt.verify(None).is_err() || !receipt.to_json().is_empty());
    }
}

fn excel(_: &Hostile, bytes: &[u8]) {
    let file = bytes.to_vec();
    // As the program does it: a file over which the reader of Excel stumbles ends its own thread and nothing else.
    let read = std::thread::spawn(move || identity::excel::check(&file, &identity::excel::Known::default()).is_ok());
    drop(read.join());
}

fn questions(hostile: &Hostile, bytes: &[u8]) {
    let (runtime, county) = hostile.county();
    let text = words_of(bytes);
    let find = Find { text: &text, limit: 20, ..Find::default() };
    let search = &county.app().search;
    runtime.block_on(search.find(&find)).expect("any question is answered");
    runtime.block_on(search.similar(&find)).expect("any text is compared");
}

fn forms(hostile: &Hostile, bytes: &[u8]) {
    for (kind, path) in [
        ("multipart/form-data; boundary=XX", "/letters/write"),
        ("application/x-www-form-urlencoded", "/letters/query"),
    ] {
        let request = Request::post(path).header(header::CONTENT_TYPE, kind).body(Body::from(bytes.to_vec()));
        hostile.send(request.expect("a request"));
    }
}

fn feeds(_: &Hostile, bytes: &[u8]) {
    let Ok(feed) = intake::feed::read(bytes, "https://www.province.example/rss.xml") else { return };
    for entry in feed.entries {
        assert!(entry.address.starts_with("http") && !entry.title.is_empty());
        assert!(!entry.body.to_ascii_lowercase().contains("<script"), "{}", entry.body);
    }
}

fn open311(hostile: &Hostile, bytes: &[u8]) {
    for request in open311::read::requests(bytes).unwrap_or_default() {
        assert!(!request.id.is_empty());
    }
    drop(open311::read::services(bytes));
    let query = web::encode(&words_of(bytes)).replace("%3D", "=").replace("%26", "&");
    for path in ["/open311/v2/requests.xml", "/open311/v2/requests.json"] {
        hostile.send(Request::get(format!("{path}?{query}")).body(Body::empty()).expect("a request"));
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        hostile.send(request.body(Body::from(bytes.to_vec())).expect("a request"));
    }
}

fn documents(_: &Hostile, bytes: &[u8]) {
    for name in ["a", "a.docx", "a.ofd"] {
        if let Err(refusal) = intake::office::read(name, bytes) {
            assert!(refusal.message.contains("人工核对"), "{}", refusal.message);
        }
    }
    // What is covered from end to end says nothing any more.
    if let Ok(covered) = intake::office::cover("a.docx", bytes, &|text| std::iter::once(0..text.len()).collect()) {
        assert!(covered.text.chars().all(|c| c == intake::office::COVER || c == '\n'), "{}", covered.text);
    }
}

fn addresses(hostile: &Hostile, bytes: &[u8]) {
    let mut lines = bytes.split(|byte| *byte == b'\n');
    let path = words_of(lines.next().unwrap_or_default());
    let Ok(uri) = path.parse::<Uri>() else { return };
    if !uri.path().starts_with('/') || uri.path().starts_with("/work/live") {
        return;
    }
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = uri;
    let names = ["x-forwarded-for", "cookie", "range", "accept-encoding", "if-none-match"];
    for (name, value) in names.into_iter().zip(lines) {
        if let Ok(value) = HeaderValue::from_bytes(value) {
            request.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    hostile.send(request);
}
