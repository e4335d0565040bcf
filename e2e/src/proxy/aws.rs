//! An HTTP proxy in front of a simulated AWS. It knows each call by its name, whatever protocol it
//! comes by, and hands requests and answers on as they are, also those that break off.

use std::io;
use std::sync::Arc;

use anyhow::{Context, Result};
use futures::{StreamExt as _, stream};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{HeaderMap, Request, Response, header};
use hyper_util::rt::TokioIo;
use reqwest::Url;
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};

use super::gate::{Decision, Gate, Moment};

type Body = UnsyncBoxBody<Bytes, io::Error>;

/// A running proxy; dropping it ends it.
#[derive(Debug)]
pub struct AwsProxy {
    url: String,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct Way {
    upstream: String,
    gate: Gate,
    tick_seconds: u32,
    http: reqwest::Client,
}

impl AwsProxy {
    /// Starts one on a free port of loopback. Before each look at a service or a task, AWS's clock
    /// goes forward by `tick_seconds`, so that with a clock that otherwise stands still the same
    /// calls find the same world; 0 leaves it alone.
    ///
    /// # Errors
    ///
    /// When there is no port.
    pub async fn start(upstream: &str, gate: Gate, tick_seconds: u32) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .context("no port is free")?;
        let url = format!("http://{}", listener.local_addr()?);
        let way = Arc::new(Way {
            upstream: upstream.to_owned(),
            gate,
            tick_seconds,
            http: reqwest::Client::new(),
        });
        let task = tokio::spawn(accept(listener, way));
        Ok(Self { url, task })
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for AwsProxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, way: Arc<Way>) {
    // Dropped with this task, and the connections with it.
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let way = Arc::clone(&way);
        connections.spawn(async move {
            let service = service_fn(|request| {
                let way = Arc::clone(&way);
                async move { way.hand_on(request).await }
            });
            // An error ends the connection without an answer, which is what it is for.
            let _ended = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
        while connections.try_join_next().is_some() {}
    }
}

impl Way {
    async fn hand_on(&self, request: Request<Incoming>) -> io::Result<Response<Body>> {
        let (parts, body) = request.into_parts();
        let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
        let operation = operation(parts.uri.path(), &parts.headers, &body)
            .unwrap_or_else(|| format!("{}{}", parts.method, parts.uri.path().replace(' ', "")));
        if self.tick_seconds > 0 && is_look(&operation) {
            self.tick().await.map_err(io::Error::other)?;
        }
        self.gate_keeps(&operation, Moment::Before).await?;
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        let url: Url = format!("{}{path}", self.upstream)
            .parse()
            .map_err(io::Error::other)?;
        let mut headers = parts.headers;
        headers.remove(header::HOST);
        headers.remove(header::CONNECTION);
        headers.remove(header::CONTENT_LENGTH);
        let mut answer = self
            .http
            .request(parts.method, url)
            .headers(headers)
            .body(body)
            .send()
            .await
            .map_err(io::Error::other)?;
        let mut response = Response::new(());
        *response.status_mut() = answer.status();
        *response.headers_mut() = answer.headers().clone();
        response.headers_mut().remove(header::TRANSFER_ENCODING);
        let mut bytes = Vec::new();
        let broken_off = loop {
            match answer.chunk().await {
                Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
                Ok(None) => break None,
                Err(error) => break Some(io::Error::other(error)),
            }
        };
        if broken_off.is_none() {
            // What was not promised is known now; what was, stays.
            response
                .headers_mut()
                .entry(header::CONTENT_LENGTH)
                .or_insert_with(|| bytes.len().into());
        }
        self.gate_keeps(&operation, Moment::After).await?;
        Ok(response.map(|()| whole_or_broken(bytes.into(), broken_off)))
    }

    async fn gate_keeps(&self, operation: &str, moment: Moment) -> io::Result<()> {
        match self.gate.arrive(operation, moment).await {
            Decision::Pass => Ok(()),
            Decision::Drop => Err(io::ErrorKind::ConnectionAborted.into()),
        }
    }

    async fn tick(&self) -> reqwest::Result<()> {
        self.http
            .post(format!("{}/_sandbox/clock/advance", self.upstream))
            .body(format!("{{\"seconds\": {}}}", self.tick_seconds))
            .send()
            .await?
            .error_for_status()
            .map(|_| ())
    }
}

/// All of an answer, or as much as came of it before it broke off.
fn whole_or_broken(bytes: Bytes, broken_off: Option<io::Error>) -> Body {
    let Some(error) = broken_off else {
        return Full::new(bytes)
            .map_err(|never| match never {})
            .boxed_unsync();
    };
    let rest = stream::once(async {
        // What came is sent before the connection is given up.
        tokio::task::yield_now().await;
        Err(error)
    });
    StreamBody::new(stream::iter([Ok(Frame::data(bytes))]).chain(rest)).boxed_unsync()
}

/// Those that a program repeats while it waits.
fn is_look(operation: &str) -> bool {
    matches!(operation, "DescribeServices" | "DescribeTasks")
}

/// The operation's name: in a header, in the path or in a form. REST has none of them.
fn operation(path: &str, headers: &HeaderMap, body: &[u8]) -> Option<String> {
    if let Some(target) = headers.get("x-amz-target") {
        let target = target.to_str().ok()?;
        return target.rsplit('.').next().map(str::to_owned);
    }
    if let Some((_, operation)) = path.split_once("/operation/") {
        return Some(operation.to_owned());
    }
    let form = std::str::from_utf8(body).ok()?;
    form.split('&')
        .find_map(|pair| pair.strip_prefix("Action="))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_protocol_names_its_operation() {
        let mut headers = HeaderMap::new();
        let form = b"Version=2015&Action=DescribeTargetGroups";
        assert_eq!(
            operation("/", &headers, form).as_deref(),
            Some("DescribeTargetGroups")
        );
        let path = "/service/GraniteServiceVersion20100801/operation/DescribeAlarms";
        assert_eq!(
            operation(path, &headers, b"\xbf\xff").as_deref(),
            Some("DescribeAlarms")
        );
        assert_eq!(operation("/2015-02-01/file-systems", &headers, b""), None);
        headers.insert(
            "x-amz-target",
            header::HeaderValue::from_static("AmazonEC2ContainerServiceV20141113.RunTask"),
        );
        assert_eq!(operation("/", &headers, b"{}").as_deref(), Some("RunTask"));
    }
}
