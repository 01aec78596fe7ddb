//! A cached public page per second, against nginx that serves the same bytes as a static file.

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{Bench, run};
use crate::report::Row;
use crate::{Result, wire};

/// Rounds, alternating; the middle one counts.
const ROUNDS: usize = 3;

/// nginx on a port of its own, stopped when dropped.
struct Nginx {
    child: Child,
    address: String,
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // The first process must end by itself, or its workers go on without it.
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().ok();
        self.child.wait().ok();
    }
}

pub async fn take(bench: &mut Bench<'_>) -> Result<()> {
    let data = bench.county().await?;
    let server = bench.start(&data).await?;
    let url = format!("http://{}/", server.address);
    let page = wire::client()?.get(&url).send().await?.bytes().await?;
    let nginx = nginx(&bench.dir.path().join("nginx"), &page).await?;
    let rival = format!("http://{}/", nginx.address);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    wrk(&url)?;
    for _ in 0..ROUNDS {
        ours.push(wrk(&url)?);
        theirs.push(wrk(&rival)?);
    }
    ours.sort_by(f64::total_cmp);
    theirs.sort_by(f64::total_cmp);
    let (ours, theirs) = (ours[ROUNDS / 2], theirs[ROUNDS / 2]);
    let what = format!("cached home page ({} bytes, gzip) per second", page.len());
    bench.row(Row::new(what, format!("{ours:.0}")).rival(format!(
        "nginx, the same bytes as a static file with gzip_static: {theirs:.0} ({:.2}×)",
        ours / theirs
    )));
    bench.note(format!(
        "Page: `wrk -t1 -c64 -d3s` with `Accept-Encoding: gzip`, {ROUNDS} rounds in turns, the middle one; the client shares the two cores. The limit of requests per address is lifted, as all of them come from one."
    ));
    drop(nginx);
    server.stop()
}

async fn nginx(dir: &Path, page: &[u8]) -> Result<Nginx> {
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
    fs::create_dir_all(dir.join("www"))?;
    fs::write(dir.join("www/index.html"), page)?;
    let mut packed = GzEncoder::new(fs::File::create(dir.join("www/index.html.gz"))?, Compression::new(6));
    packed.write_all(page)?;
    packed.finish()?;
    let conf = format!(
        "daemon off; worker_processes 2; pid {dir}/nginx.pid; error_log {dir}/error.log;\n\
         events {{ worker_connections 1024; }}\n\
         http {{ access_log off; sendfile on; open_file_cache max=100; gzip_static on; types {{ text/html html; }}\n\
         client_body_temp_path {dir}; proxy_temp_path {dir}; fastcgi_temp_path {dir}; uwsgi_temp_path {dir}; scgi_temp_path {dir};\n\
         server {{ listen {address} reuseport; root {dir}/www; }} }}\n",
        dir = dir.display()
    );
    let file = dir.join("nginx.conf");
    fs::write(&file, conf)?;
    let child =
        Command::new("nginx").arg("-c").arg(&file).arg("-e").arg(dir.join("error.log")).stdin(Stdio::null()).spawn()?;
    let nginx = Nginx { child, address };
    let client = wire::client()?;
    for _ in 0..500 {
        if client.get(format!("http://{}/", nginx.address)).send().await.is_ok_and(|a| a.status().is_success()) {
            return Ok(nginx);
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Err("nginx does not answer".into())
}

/// Requests per second; answers that are no pages make it an error.
fn wrk(url: &str) -> Result<f64> {
    let said = run(Command::new("wrk").args(["-t1", "-c64", "-d3s", "-H", "Accept-Encoding: gzip", url]))?;
    if let Some(line) = said.lines().find(|l| l.contains("Non-2xx")) {
        return Err(format!("{url}: {}", line.trim()).into());
    }
    let rate = said.lines().find_map(|l| l.strip_prefix("Requests/sec:"));
    Ok(rate.ok_or("wrk gave no rate")?.trim().parse()?)
}
