//! Starts programs of ours, hears what they say, and ends them. A program that dies early is an
//! error with its last words; a program never outlives what started it.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// Longer than any start takes on a busy machine.
const START_BOUND: Duration = Duration::from_mins(1);
/// Longer than an orderly end takes: open requests end and the databases are closed.
const STOP_BOUND: Duration = Duration::from_secs(20);

/// A running program; dropping it ends it.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    said: Arc<Said>,
    listeners: Vec<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Said {
    lines: Mutex<Vec<String>>,
    changed: Condvar,
}

impl Said {
    fn lines(&self) -> MutexGuard<'_, Vec<String>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Process {
    /// Starts a program; `name` is what it is called in errors.
    ///
    /// # Errors
    ///
    /// When it can't be started.
    pub fn spawn(name: &str, mut command: Command) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} can't be started", command.get_program().display()))?;
        let said = Arc::new(Said::default());
        let mut listeners = Vec::new();
        if let Some(stdout) = child.stdout.take() {
            listeners.push(listen(stdout, Arc::clone(&said)));
        }
        if let Some(stderr) = child.stderr.take() {
            listeners.push(listen(stderr, Arc::clone(&said)));
        }
        Ok(Self {
            name: name.to_owned(),
            child,
            said,
            listeners,
        })
    }

    /// Waits until it says a line that `find` makes something of.
    ///
    /// # Errors
    ///
    /// When it ends first, or says no such thing within a minute.
    pub fn hear<T>(&mut self, find: impl Fn(&str) -> Option<T>) -> Result<T> {
        let deadline = Instant::now() + START_BOUND;
        let mut n_heard = 0;
        loop {
            let found = {
                let lines = self.said.lines();
                let found = lines.iter().skip(n_heard).find_map(|line| find(line));
                n_heard = lines.len();
                found
            };
            if let Some(found) = found {
                return Ok(found);
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("{} ended with {status}:\n{}", self.name, self.log());
            }
            if Instant::now() > deadline {
                bail!("{} does not start:\n{}", self.name, self.log());
            }
            let lines = self.said.lines();
            if lines.len() == n_heard {
                drop(
                    self.said
                        .changed
                        .wait_timeout(lines, Duration::from_millis(100)),
                );
            }
        }
    }

    /// All that it said so far.
    pub fn log(&self) -> String {
        self.said.lines().join("\n")
    }

    /// Fails when it has ended, with its last words.
    ///
    /// # Errors
    ///
    /// When it has ended.
    pub fn ensure_alive(&mut self) -> Result<()> {
        if let Some(status) = self.child.try_wait()? {
            bail!("{} ended early with {status}:\n{}", self.name, self.log());
        }
        Ok(())
    }

    /// Sends it a signal, such as `STOP`.
    ///
    /// # Errors
    ///
    /// When it is gone.
    pub fn signal(&self, name: &str) -> Result<()> {
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &self.child.id().to_string()])
            .stderr(Stdio::null())
            .status()
            .context("the program kill can't be started")?;
        if !sent.success() {
            bail!("{} was gone already:\n{}", self.name, self.log());
        }
        Ok(())
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it at once, without a word.
    ///
    /// # Errors
    ///
    /// When it ended before by itself.
    pub fn kill(&mut self) -> Result<()> {
        self.ensure_alive()?;
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Asks it to end as Ctrl-C does and waits until it has.
    ///
    /// # Errors
    ///
    /// When it does not end in time.
    pub fn stop(mut self) -> Result<ExitStatus> {
        self.signal("INT")?;
        let deadline = Instant::now() + STOP_BOUND;
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            if Instant::now() > deadline {
                bail!("{} does not stop on Ctrl-C:\n{}", self.name, self.log());
            }
            // What it says while it ends wakes this, and so does its end: its pipes close.
            let lines = self.said.lines();
            drop(
                self.said
                    .changed
                    .wait_timeout(lines, Duration::from_millis(20)),
            );
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already; then there is nothing to do.
        let _killed = self.child.kill();
        let _waited = self.child.wait();
        for listener in self.listeners.drain(..) {
            let _joined = listener.join();
        }
        if std::thread::panicking() {
            #[expect(
                clippy::print_stderr,
                reason = "a failed test shows what the program said"
            )]
            {
                eprintln!("--- {} said:\n{}", self.name, self.log());
            }
        }
    }
}

fn listen(pipe: impl Read + Send + 'static, said: Arc<Said>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            said.lines().push(line);
            said.changed.notify_all();
        }
        said.changed.notify_all();
    })
}

/// A port of loopback that was free a moment ago, for programs that can't choose their own.
///
/// # Errors
///
/// When there is none.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("no port is free")?;
    Ok(listener.local_addr()?.port())
}

/// The address in a line such as `listening on http://127.0.0.1:4566`.
pub fn loopback_url(line: &str) -> Option<String> {
    let start = line.find("http://127.0.0.1:")?;
    let (_, url) = line.split_at(start);
    let end = url
        .char_indices()
        .skip("http://127.0.0.1:".len())
        .find(|(_, letter)| !letter.is_ascii_digit())
        .map_or(url.len(), |(index, _)| index);
    url.get(..end).map(ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use super::loopback_url;

    #[test]
    fn finds_the_address_in_a_line() {
        assert_eq!(
            loopback_url("Longshore is at http://127.0.0.1:8080, stop it with Ctrl-C").as_deref(),
            Some("http://127.0.0.1:8080")
        );
        assert_eq!(loopback_url("starting"), None);
    }
}
