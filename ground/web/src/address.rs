//! Where a request comes from, and whether another site's page sent it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap, Method, header};
use base::Error;

/// The network address of the person: the peer's, or what a trusted proxy says about it.
pub(crate) fn of(extensions: &Extensions, headers: &HeaderMap, proxies: &[IpAddr]) -> IpAddr {
    of_peer(extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0), headers, proxies)
}

/// The same, with the `peer` at the other end of the connection.
pub(crate) fn of_peer(peer: Option<SocketAddr>, headers: &HeaderMap, proxies: &[IpAddr]) -> IpAddr {
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip().to_canonical());
    if !proxies.contains(&peer) {
        return peer;
    }
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
    let hops: Vec<IpAddr> = lines.flat_map(|line| line.split(',')).filter_map(|hop| hop.trim().parse().ok()).collect();
    hops.into_iter().rev().find(|hop: &IpAddr| !proxies.contains(hop)).unwrap_or(peer)
}

/// One customer's network: the address, or the first 64 bits of an IPv6 address.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => IpAddr::V6((u128::from(six) & !u128::from(u64::MAX)).into()),
    }
}

/// Refuses what another site's page sends: by Fetch metadata, for old browsers by `Origin` or `Referer` against `Host`.
pub(crate) fn same_site(method: &Method, headers: &HeaderMap) -> Result<(), Error> {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    let get = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let ours = |origin: &str| {
        let host = origin.split("://").nth(1).and_then(|rest| rest.split('/').next());
        host.is_some() && host == get(header::HOST.as_str())
    };
    let good = match (get("sec-fetch-site"), get("origin"), get("referer")) {
        (Some(site), ..) => site == "same-origin" || site == "none",
        (None, Some(origin), _) => ours(origin),
        (None, None, Some(referer)) => ours(referer),
        // No browser at all: it has no cookies of anybody either.
        (None, None, None) => true,
    };
    let message = "这次提交不是从本网站的页面发出的，没有受理。请回到本网站的页面重新提交。";
    good.then_some(()).ok_or_else(|| Error::refused("web.cross_site", message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().expect("a name"), value.parse().expect("a value"))).collect()
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        let proxy: IpAddr = "10.0.0.1".parse().expect("an address");
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::new(proxy, 80)));
        let forged = headers(&[("x-forwarded-for", "1.1.1.1, 2.2.2.2, 10.0.0.1")]);
        assert_eq!(of(&extensions, &forged, &[]), proxy);
        assert_eq!(of(&extensions, &forged, &[proxy]).to_string(), "2.2.2.2");
        assert_eq!(of(&extensions, &headers(&[]), &[proxy]), proxy);
        assert_eq!(of(&extensions, &headers(&[("x-forwarded-for", "nonsense")]), &[proxy]), proxy);
    }

    #[test]
    fn pages_of_other_sites_cannot_post() {
        let cases: [(&[(&'static str, &str)], bool); 8] = [
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("origin", "https://qinghe.example"), ("host", "qinghe.example")], true),
            (&[("origin", "https://evil.example"), ("host", "qinghe.example")], false),
            (&[("origin", "null"), ("host", "qinghe.example")], false),
            (&[("referer", "https://evil.example/x"), ("host", "qinghe.example")], false),
            (&[], true),
        ];
        for (pairs, good) in cases {
            assert_eq!(same_site(&Method::POST, &headers(pairs)).is_ok(), good, "{pairs:?}");
            assert!(same_site(&Method::GET, &headers(pairs)).is_ok());
        }
    }

    #[test]
    fn an_ipv6_customer_is_one_network() {
        let network = |text: &str| network(text.parse().expect("an address")).to_string();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(network("192.0.2.7"), "192.0.2.7");
    }
}
