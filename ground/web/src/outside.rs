//! Where an address may lie that the program asks: on the internet, in inner networks where a rule allows it, never on this
//! machine. What people write into articles and sources must not make it ask what only the server can reach.
//!
//! Every address is looked at before it is asked, and again after each redirection; names are resolved by a resolver that
//! drops what lies where it may not.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use base::Fault;
use base::error::FaultKind;
use reqwest::Client;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use url::{Host, Url};

/// Which addresses may be asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Fence {
    /// Inner networks.
    pub inner: bool,
    /// This machine: for tests alone.
    pub own: bool,
}

/// A client that reaches nothing beyond the fence by a name, follows no redirection by itself and waits `patience` for an
/// answer. Addresses without a name are for [`Fence::admits`] to look at first.
///
/// # Errors
/// A fault when the system has no means for it.
pub fn client(fence: Fence, patience: Duration) -> Result<Client, Fault> {
    // The program installs its TLS provider first thing; a second installation changes nothing.
    drop(rustls::crypto::ring::default_provider().install_default());
    let client = Client::builder().timeout(patience).redirect(Policy::none()).no_proxy();
    let client = client.dns_resolver(Arc::new(Fenced(fence))).build();
    client.map_err(|e| Fault::of(FaultKind::Broken, "make an HTTP client", e))
}

impl Fence {
    /// Whether an address may be asked, as far as its text says.
    pub fn admits(self, url: &Url) -> bool {
        let plain = url.username().is_empty() && url.password().is_none();
        let host = match url.host() {
            Some(Host::Ipv4(ip)) => self.lets(IpAddr::V4(ip)),
            Some(Host::Ipv6(ip)) => self.lets(IpAddr::V6(ip)),
            // Names are looked at when they are resolved.
            Some(Host::Domain(name)) => self.own || !is_local(name),
            None => false,
        };
        plain && host && matches!(url.scheme(), "http" | "https")
    }

    fn lets(self, ip: IpAddr) -> bool {
        match kind(ip) {
            Kind::Own => self.own,
            Kind::Inner => self.inner,
            Kind::Never => false,
            Kind::Public => true,
        }
    }
}

/// Whether a name always means this machine (RFC 6761); names come in small letters.
fn is_local(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name == "localhost" || name.ends_with(".localhost")
}

/// Where an address lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// This machine.
    Own,
    /// A network that is not the internet.
    Inner,
    /// Nobody's in particular.
    Never,
    Public,
}

fn kind(ip: IpAddr) -> Kind {
    match ip {
        IpAddr::V4(ip) => kind4(ip),
        IpAddr::V6(ip) => kind6(ip),
    }
}

fn kind4(ip: Ipv4Addr) -> Kind {
    let [a, b, c, _] = ip.octets();
    match (a, b, c) {
        (127, ..) => Kind::Own,
        (0, ..) | (169, 254, _) | (224.., ..) | (192, 0, 0) => Kind::Never,
        (10, ..) | (172, 16..=31, _) | (192, 168, _) | (100, 64..=127, _) | (198, 18 | 19, _) => Kind::Inner,
        _ => Kind::Public,
    }
}

fn kind6(ip: Ipv6Addr) -> Kind {
    if let Some(four) = ip.to_ipv4_mapped() {
        return kind4(four);
    }
    let [a, b, .., y, z] = ip.segments();
    match a {
        _ if ip.is_loopback() => Kind::Own,
        _ if ip.is_unspecified() || ip.is_multicast() => Kind::Never,
        // Addresses that carry an older one: translation and 6to4.
        0x64 if b == 0xff9b => kind4(Ipv4Addr::from((u32::from(y) << 16) | u32::from(z))),
        0x2002 => kind4(Ipv4Addr::from((u32::from(b) << 16) | u32::from(ip.segments()[2]))),
        0xfe80..=0xfebf => Kind::Never,
        0xfc00..=0xfdff | 0xfec0..=0xfeff => Kind::Inner,
        0 => Kind::Never,
        _ => Kind::Public,
    }
}

/// Resolves names and drops what may not be asked.
struct Fenced(Fence);

/// Every address of a name lies where it may not be asked.
#[derive(Debug)]
struct Outlying;

impl std::fmt::Display for Outlying {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the name leads to addresses that may not be asked")
    }
}

impl std::error::Error for Outlying {}

impl Resolve for Fenced {
    fn resolve(&self, name: Name) -> Resolving {
        let fence = self.0;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let good: Vec<SocketAddr> = found.iter().copied().filter(|at| fence.lets(at.ip())).collect();
            if good.is_empty() && !found.is_empty() {
                return Err(Box::new(Outlying) as Box<dyn std::error::Error + Send + Sync>);
            }
            Ok(Box::new(good.into_iter()) as Addrs)
        })
    }
}

/// Whether a request ended at the fence.
pub fn is_fenced(error: &reqwest::Error) -> bool {
    let first: Option<&(dyn std::error::Error + 'static)> = std::error::Error::source(error);
    std::iter::successors(first, |error| error.source()).any(|error| error.is::<Outlying>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lie_where_they_lie() {
        let cases = [
            ("127.0.0.1", Kind::Own),
            ("127.9.9.9", Kind::Own),
            ("::1", Kind::Own),
            ("::ffff:127.0.0.1", Kind::Own),
            ("64:ff9b::7f00:1", Kind::Own),
            ("2002:7f00:1::", Kind::Own),
            ("0.0.0.0", Kind::Never),
            ("::", Kind::Never),
            ("169.254.169.254", Kind::Never),
            ("fe80::1", Kind::Never),
            ("224.0.0.1", Kind::Never),
            ("255.255.255.255", Kind::Never),
            ("10.1.2.3", Kind::Inner),
            ("172.31.0.1", Kind::Inner),
            ("172.32.0.1", Kind::Public),
            ("192.168.1.1", Kind::Inner),
            ("100.64.0.1", Kind::Inner),
            ("fd00::1", Kind::Inner),
            ("::ffff:10.0.0.1", Kind::Inner),
            ("203.0.113.9", Kind::Public),
            ("2400:3200::1", Kind::Public),
        ];
        for (text, wanted) in cases {
            assert_eq!(kind(text.parse().expect(text)), wanted, "{text}");
        }
    }

    #[test]
    fn what_is_no_web_address_of_another_host_is_not_asked() {
        let fence = Fence { inner: false, own: false };
        let cases = [
            ("https://www.province.example/rss", true),
            ("http://203.0.113.9/rss", true),
            ("http://localhost/", false),
            ("http://LOCALHOST./", false),
            ("http://a.localhost/", false),
            ("http://127.0.0.1:8080/", false),
            ("http://2130706433/", false),
            ("http://0x7f.1/", false),
            ("http://[::1]/", false),
            ("http://10.0.0.1/", false),
            ("ftp://www.province.example/", false),
            ("file:///etc/passwd", false),
            ("http://user:secret@www.province.example/", false),
        ];
        for (address, wanted) in cases {
            assert_eq!(Url::parse(address).is_ok_and(|url| fence.admits(&url)), wanted, "{address}");
        }
    }

    #[tokio::test]
    async fn a_name_that_passes_is_looked_at_once_more_when_it_is_resolved() {
        let fence = Fence { inner: false, own: false };
        let resolved = Fenced(fence).resolve("localhost".parse().expect("a name")).await;
        assert!(resolved.is_err_and(|error| error.is::<Outlying>()));
        let resolved = Fenced(Fence { own: true, ..fence }).resolve("localhost".parse().expect("a name")).await;
        assert!(resolved.is_ok_and(|mut found| found.next().is_some()));
    }
}
