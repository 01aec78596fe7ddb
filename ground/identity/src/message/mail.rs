//! Mail through a server of the operator's choice (SMTP, RFC 5321).

use std::time::Duration;

use base::Fault;
use base::error::FaultKind;
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message as Letter};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use super::{Message, Unsent};

/// How long the server may take for each step.
const PATIENCE: Duration = Duration::from_secs(20);
/// With what a server says of a mailbox that it takes nothing (RFC 5321, 4.2.3); other refusals may be about the program itself.
const MAILBOX: [u16; 3] = [550, 551, 553];
/// Characters of a subject taken from the text.
const SUBJECT_CHARS: usize = 40;

/// A mail server to which messages are handed.
#[derive(Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mailer {
    /// The server at `url`, such as `smtps://user:password@mail.example.gov.cn:465` or `smtp://…:587?tls=required`; messages
    /// come from `from`, such as `青禾县人民政府网站 <no-reply@example.gov.cn>`.
    ///
    /// # Errors
    /// A fault when one of them cannot be read; it does not hold the address, which may hold a password.
    pub fn new(url: &str, from: &str) -> Result<Self, Fault> {
        drop(rustls::crypto::ring::default_provider().install_default());
        let wrong = |what: &str| Fault::broken(format!("read {what} of the mail server"));
        let from = from.parse().map_err(|_| wrong("the sender"))?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| wrong("the address"))?;
        Ok(Self { transport: transport.timeout(Some(PATIENCE)).build(), from })
    }

    pub(super) async fn send(&self, message: &Message) -> Result<(), Unsent> {
        let broken = |e: &dyn std::fmt::Display| Fault::broken(format!("write a mail: {e}"));
        let to: Mailbox = message
            .email
            .parse()
            .map_err(|_| Unsent { fault: broken(&"its address cannot be read"), for_good: true })?;
        let letter = Letter::builder().from(self.from.clone()).to(to).subject(subject(&message.text));
        let letter = letter.header(ContentType::TEXT_PLAIN).body(message.text.clone()).map_err(|e| broken(&e))?;
        let Err(error) = self.transport.send(letter).await else { return Ok(()) };
        let for_good = error.status().is_some_and(|code| MAILBOX.contains(&u16::from(code)));
        Err(Unsent { fault: Fault::of(FaultKind::Unavailable, "send a mail", error), for_good })
    }
}

/// The first clause of a text.
fn subject(text: &str) -> String {
    let end = text.find(['，', '。', '；', '\n']).unwrap_or(text.len());
    base::text::truncate(text.get(..end).unwrap_or(text).trim(), SUBJECT_CHARS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

    /// A mail server that takes one letter, or answers the recipient with `refusal`; gives what it was told.
    async fn server(refusal: Option<&'static str>) -> (String, tokio::task::JoinHandle<String>) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("listens");
        let address = listener.local_addr().expect("has an address");
        let task = tokio::spawn(async move {
            let (stream, _) = listener.accept().await.expect("accepts");
            let mut stream = BufReader::new(stream);
            let (mut told, mut data) = (String::new(), false);
            stream.write_all(b"220 here\r\n").await.expect("greets");
            loop {
                let mut line = String::new();
                if stream.read_line(&mut line).await.expect("reads") == 0 {
                    return told;
                }
                told.push_str(&line);
                let answer = match line.trim_end() {
                    "." if data => {
                        data = false;
                        "250 taken\r\n"
                    }
                    _ if data => continue,
                    "DATA" => {
                        data = true;
                        "354 go on\r\n"
                    }
                    "QUIT" => "221 bye\r\n",
                    line if line.starts_with("RCPT") => refusal.unwrap_or("250 ok\r\n"),
                    _ => "250 ok\r\n",
                };
                stream.write_all(answer.as_bytes()).await.expect("answers");
            }
        });
        (format!("smtp://{address}"), task)
    }

    fn message() -> Message {
        Message {
            email: "lin@qinghe.example".to_owned(),
            ..Message::to_phone("", "【青禾县】您的来信已答复，请查看。")
        }
    }

    #[tokio::test]
    async fn a_letter_goes_to_its_address_with_the_first_clause_as_its_subject() {
        let (url, told) = server(None).await;
        let mailer = Mailer::new(&url, "青禾县人民政府网站 <no-reply@qinghe.example>").expect("is made");
        mailer.send(&message()).await.expect("is taken");
        drop(mailer);
        let told = told.await.expect("ends");
        assert!(told.contains("RCPT TO:<lin@qinghe.example>") && told.contains("MAIL FROM:<no-reply@"), "{told}");
        assert!(
            told.contains("Subject: =?utf-8?") && told.contains("Content-Type: text/plain; charset=utf-8"),
            "{told}"
        );
    }

    #[tokio::test]
    async fn a_mailbox_that_is_none_is_told_for_good() {
        let (url, _told) = server(Some("550 no such mailbox\r\n")).await;
        let mailer = Mailer::new(&url, "no-reply@qinghe.example").expect("is made");
        assert!(mailer.send(&message()).await.expect_err("must fail").for_good);
        let nobody = Message { email: "no address".to_owned(), ..message() };
        assert!(mailer.send(&nobody).await.expect_err("must fail").for_good);
    }

    #[tokio::test]
    async fn a_server_that_refuses_or_is_down_is_unavailable_and_its_password_stays_hidden() {
        let (url, _told) = server(Some("450 busy\r\n")).await;
        for url in [url.as_str(), "smtp://user:hidden@127.0.0.1:1"] {
            let mailer = Mailer::new(url, "no-reply@qinghe.example").expect("is made");
            let Unsent { fault, for_good } = mailer.send(&message()).await.expect_err("must fail");
            assert!(!for_good, "it may be mended");
            assert_eq!(fault.kind, FaultKind::Unavailable);
            assert!(!fault.to_string().contains("hidden"), "{fault}");
        }
        for (url, from) in [("x", "a@b.example"), ("smtp://hidden@host", "no address")] {
            let fault = Mailer::new(url, from).err().expect("must fail");
            assert!(!fault.to_string().contains("hidden"), "{fault}");
        }
    }

    #[test]
    fn a_subject_is_the_first_clause() {
        for (text, expected) in [("【甲】乙，丙。", "【甲】乙"), ("甲", "甲"), ("，甲", ""), ("", "")] {
            assert_eq!(subject(text), expected);
        }
        assert!(subject(&"长".repeat(200)).chars().count() <= SUBJECT_CHARS);
    }
}
