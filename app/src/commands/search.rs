//! `renhe search eval`: measures the search on judged questions, with the analyser and ranking of the portal.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use store::search::{Audience, Doc, Find, Reach, Search};

use super::Answer;

/// Hits that count.
const HITS: usize = 10;
/// Questions after which progress is told.
const TOLD: usize = 500;
/// Kind of the passages in the index.
const KIND: &str = "passage";

/// 检索。
#[derive(Debug, clap::Args)]
pub struct SearchArgs {
    /// 命令
    #[command(subcommand)]
    pub command: SearchCommand,
}

/// What can be done with the search.
#[derive(Debug, clap::Subcommand)]
pub enum SearchCommand {
    /// 用评测集检验检索质量（nDCG@10、R@10、P@1）
    Eval(EvalArgs),
}

/// 用评测集检验检索质量。
#[derive(Debug, clap::Args)]
pub struct EvalArgs {
    /// 文档，每行一个 JSON 对象：id, title, text；可为 gzip
    #[arg(long, value_name = "FILE")]
    pub corpus: PathBuf,
    /// 问题，每行一个 JSON 对象：query, relevant（文档 id 列表）；可为 gzip
    #[arg(long, value_name = "FILE")]
    pub queries: PathBuf,
}

#[derive(Debug, serde::Deserialize)]
struct Passage {
    #[serde(deserialize_with = "name")]
    id: String,
    #[serde(default)]
    title: String,
    text: String,
}

#[derive(Debug, serde::Deserialize)]
struct Judged {
    query: String,
    #[serde(deserialize_with = "names")]
    relevant: Vec<String>,
}

/// A name that is text or a number.
fn name<'de, D: serde::Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(spelt(serde::Deserialize::deserialize(from)?))
}

fn names<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let values: Vec<serde_json::Value> = serde::Deserialize::deserialize(from)?;
    Ok(values.into_iter().map(spelt).collect())
}

fn spelt(value: serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    }
}

/// Sums over questions.
#[derive(Debug, Default)]
struct Score {
    questions: usize,
    gain: f64,
    recall: f64,
    first: f64,
}

/// Runs the command; an error is a Chinese sentence.
pub async fn search(args: &SearchArgs) -> Result<Answer, String> {
    let SearchCommand::Eval(args) = &args.command;
    eval(args).await
}

async fn eval(args: &EvalArgs) -> Result<Answer, String> {
    let passages: Vec<Passage> = lines(&args.corpus)?;
    let judged: Vec<Judged> = lines(&args.queries)?;
    if passages.is_empty() || judged.is_empty() {
        return Err("文档或问题是空的，无法评测。".to_owned());
    }
    let ids: Vec<String> = passages.iter().map(|passage| passage.id.clone()).collect();
    if ids.iter().collect::<HashSet<_>>().len() != ids.len() {
        return Err(format!("{} 里有重复的 id。", args.corpus.display()));
    }
    super::complain(&format!("正在建立索引：{} 篇", ids.len()));
    let told = |fault: base::Fault| format!("检索出错：{fault}");
    let index = Search::in_memory().map_err(told)?;
    index.fill(passages.into_iter().enumerate().map(doc)).await.map_err(told)?;
    let mut score = Score::default();
    for (n, question) in judged.iter().enumerate() {
        if n % TOLD == 0 {
            super::complain(&format!("已答 {n} / {} 题", judged.len()));
        }
        let find = Find { text: &question.query, reach: Reach::Public, limit: HITS, fill: HITS, ..Find::default() };
        let hits = index.find(&find).await.map_err(told)?.hits;
        let place = |hit: &store::search::Hit| usize::try_from(hit.id).ok().and_then(|id| ids.get(id));
        let found: Vec<&str> = hits.iter().filter_map(place).map(String::as_str).collect();
        score.add(&found, &question.relevant);
    }
    Ok(Answer { text: score.line(), good: true })
}

fn doc((id, passage): (usize, Passage)) -> Doc {
    let id = i64::try_from(id).unwrap_or(i64::MAX);
    let (title, body) = (passage.title, passage.text);
    Doc { kind: KIND.to_owned(), id, title, body, audience: Audience::Public, ..Doc::default() }
}

impl Score {
    fn add(&mut self, found: &[&str], relevant: &[String]) {
        let relevant: HashSet<&str> = relevant.iter().map(String::as_str).collect();
        self.questions += 1;
        if relevant.is_empty() {
            return;
        }
        let worth = |place: usize| 1.0 / (place as f64 + 2.0).log2();
        let hits: HashMap<usize, &str> =
            found.iter().copied().enumerate().take(HITS).filter(|(_, id)| relevant.contains(id)).collect();
        let gain: f64 = hits.keys().map(|place| worth(*place)).sum();
        let best: f64 = (0..relevant.len().min(HITS)).map(worth).sum();
        self.gain += gain / best;
        self.recall += hits.len() as f64 / relevant.len() as f64;
        self.first += f64::from(u8::from(hits.contains_key(&0)));
    }

    fn line(&self) -> String {
        let all = self.questions.max(1) as f64;
        let (gain, recall, first) = (self.gain / all, self.recall / all, self.first / all);
        format!("nDCG@10 {gain:.3}, R@10 {recall:.3}, P@1 {first:.3}\n")
    }
}

/// The JSON objects of a file, one a line; gzip is seen by its first bytes.
fn lines<T: serde::de::DeserializeOwned>(path: &Path) -> Result<Vec<T>, String> {
    let wrong = |e: std::io::Error| format!("无法读取文件 {}：{e}", path.display());
    let mut file = BufReader::new(File::open(path).map_err(wrong)?);
    let packed = file.fill_buf().map_err(wrong)?.starts_with(&[0x1f, 0x8b]);
    let plain: Box<dyn Read> = if packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
    let mut out = Vec::new();
    for (n, line) in BufReader::new(plain).lines().enumerate() {
        let line = line.map_err(wrong)?;
        if !line.trim().is_empty() {
            // Some tools write NaN where they know nothing; JSON has no such word.
            let read = serde_json::from_str(&line).or_else(|_| serde_json::from_str(&known(&line)));
            out.push(read.map_err(|e| format!("{} 第 {} 行不是有效的 JSON：{e}", path.display(), n + 1))?);
        }
    }
    Ok(out)
}

/// `line` with `null` for the bare words NaN and Infinity outside its texts.
fn known(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut bare = String::new();
    let (mut inside, mut escaped) = (false, false);
    for c in line.chars() {
        if inside {
            out.push(c);
            inside = escaped || c != '"';
            escaped = c == '\\' && !escaped;
        } else {
            bare.push(c);
            if c == '"' {
                out.push_str(&nothing(&std::mem::take(&mut bare)));
                inside = true;
            }
        }
    }
    out + &nothing(&bare)
}

fn nothing(bare: &str) -> String {
    bare.replace("-Infinity", "null").replace("Infinity", "null").replace("NaN", "null")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gains_are_discounted_by_place_and_shared_by_what_is_relevant() {
        let relevant = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        let mut score = Score::default();
        score.add(&["a", "b"], &relevant(&["a"]));
        score.add(&["x", "b", "y"], &relevant(&["b", "c"]));
        score.add(&[], &relevant(&["z"]));
        assert_eq!(score.line(), "nDCG@10 0.462, R@10 0.500, P@1 0.333\n");
    }

    #[tokio::test]
    async fn a_packed_corpus_is_read_and_faults_name_file_and_line() {
        let dir = tempfile::tempdir().expect("a directory");
        let (corpus, queries) = (dir.path().join("c.jsonl.gz"), dir.path().join("q.jsonl"));
        let mut packed =
            flate2::write::GzEncoder::new(File::create(&corpus).expect("a file"), flate2::Compression::fast());
        let text = "{\"id\":\"a\",\"title\":\"路灯\",\"text\":\"路灯坏了怎么报修\"}\n{\"id\":7,\"title\":\"水费\",\"text\":\"水费怎么交\"}\n";
        std::io::Write::write_all(&mut packed, text.as_bytes()).expect("writes");
        packed.finish().expect("ends");
        let asked = "{\"query\":\"水费在哪交\",\"relevant\":[\"7\"],\"keywords\":NaN,\"note\":\"NaN \\\\\\\"NaN\"}\n";
        std::fs::write(&queries, asked).expect("writes");
        let args = EvalArgs { corpus: corpus.clone(), queries };
        assert_eq!(eval(&args).await.expect("an answer").text, "nDCG@10 1.000, R@10 1.000, P@1 1.000\n");
        std::fs::write(&args.queries, "\n{\"query\":1}\n").expect("writes");
        assert!(eval(&args).await.expect_err("a fault").contains("第 2 行"));
    }
}
