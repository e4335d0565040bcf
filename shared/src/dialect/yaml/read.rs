//! YAML events built into a tree, with bounds on depth and on what aliases expand to.

use std::borrow::Cow;
use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, StrInput, Tag};

use super::tree::{FUNCTIONS, measure, merge};
use super::{YamlError, scalar};
use crate::json::{Json, MAX_BYTES, MAX_DEPTH};

/// What a YAML text holds.
#[derive(Debug)]
pub(in crate::dialect) struct Yaml {
    /// Its documents; nearly always one.
    pub(in crate::dialect) documents: Vec<Json>,
    /// Tags that mean nothing here, with their lines. What they stand before is kept.
    pub(in crate::dialect) tags: Vec<(usize, String)>,
}

/// Reads YAML.
pub(in crate::dialect) fn read(text: &str) -> Result<Yaml, YamlError> {
    if text.len() > MAX_BYTES {
        return Err(YamlError {
            line: 1,
            column: 1,
            message: format!(
                "the text has {} bytes; Longshore reads at most {MAX_BYTES}, give it one file",
                text.len()
            ),
        });
    }
    let mut builder = Builder {
        parser: Parser::new_from_str(text.trim_start_matches('\u{feff}')),
        anchors: BTreeMap::new(),
        keeps_anchors: text.contains('*'),
        left: MAX_BYTES,
        tags: Vec::new(),
    };
    let documents = builder.documents()?;
    Ok(Yaml {
        documents,
        tags: builder.tags,
    })
}

struct Builder<'a> {
    parser: Parser<'a, StrInput<'a>>,
    /// What the anchors stand for; nothing while one is still being read.
    anchors: BTreeMap<usize, Option<Json>>,
    keeps_anchors: bool,
    /// How much may still be copied for anchors and aliases.
    left: usize,
    tags: Vec<(usize, String)>,
}

type EventTag<'a> = Option<Cow<'a, Tag>>;

impl<'a> Builder<'a> {
    fn documents(&mut self) -> Result<Vec<Json>, YamlError> {
        let mut documents = Vec::new();
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamStart | Event::DocumentEnd | Event::Nothing => {}
                Event::DocumentStart(_) => self.anchors.clear(),
                Event::StreamEnd => return Ok(documents),
                event => documents.push(self.value(event, span, 0)?),
            }
        }
    }

    fn next(&mut self) -> Result<(Event<'a>, Span), YamlError> {
        match self.parser.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => Err(not_yaml(&error)),
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    fn value(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<Json, YamlError> {
        if depth >= MAX_DEPTH {
            return Err(at(&span, too_deep()));
        }
        let (value, anchor) = match event {
            Event::Alias(id) => return self.alias(id, &span, depth),
            Event::Scalar(text, style, anchor, tag) => {
                (self.scalar(&text, style, tag, &span), anchor)
            }
            Event::SequenceStart(anchor, tag) => {
                self.open(anchor);
                let list = self.sequence(depth)?;
                (self.tagged(tag, list, &span), anchor)
            }
            Event::MappingStart(anchor, tag) => {
                self.open(anchor);
                let mapping = self.mapping(depth)?;
                (self.tagged(tag, mapping, &span), anchor)
            }
            _ => return Err(at(&span, "a value is missing here".to_owned())),
        };
        self.close(anchor, &value, &span)?;
        Ok(value)
    }

    fn sequence(&mut self, depth: usize) -> Result<Json, YamlError> {
        let mut elements = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::SequenceEnd | Event::StreamEnd) {
                return Ok(Json::Array(elements));
            }
            elements.push(self.value(event, span, depth + 1)?);
        }
    }

    fn mapping(&mut self, depth: usize) -> Result<Json, YamlError> {
        let mut members = Vec::new();
        let mut bases = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::MappingEnd | Event::StreamEnd) {
                break;
            }
            let merges =
                matches!(&event, Event::Scalar(text, ScalarStyle::Plain, ..) if text == "<<");
            let name = self.key(event, span)?;
            let (event, span) = self.next()?;
            let value = self.value(event, span, depth + 1)?;
            match value {
                Json::Object(inner) if merges => bases.push(inner),
                Json::Array(list) if merges => {
                    for one in list {
                        match one {
                            Json::Object(inner) => bases.push(inner),
                            _ => return Err(at(&span, merge_words())),
                        }
                    }
                }
                _ if merges => return Err(at(&span, merge_words())),
                value => members.push((name, value)),
            }
        }
        if !bases.is_empty() {
            merge(&mut members, bases);
        }
        Ok(Json::Object(members))
    }

    fn key(&mut self, event: Event<'a>, span: Span) -> Result<String, YamlError> {
        let text = match event {
            Event::Scalar(text, _, anchor, _) => {
                let text = text.into_owned();
                self.close(anchor, &Json::String(text.clone()), &span)?;
                text
            }
            Event::Alias(id) => match self.alias(id, &span, 0)? {
                Json::String(text) => text,
                Json::Number(number) => number.as_str().to_owned(),
                _ => return Err(at(&span, key_words())),
            },
            _ => return Err(at(&span, key_words())),
        };
        Ok(text)
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, tag: EventTag<'a>, span: &Span) -> Json {
        let core = tag.as_deref().filter(|tag| tag.is_yaml_core_schema());
        let value = match core.map(|tag| tag.suffix.as_str()) {
            Some("int" | "float" | "bool" | "null") => scalar::resolve(text),
            None if style == ScalarStyle::Plain && tag.is_none() => scalar::resolve(text),
            _ => Json::from(text),
        };
        self.tagged(tag, value, span)
    }

    /// Applies a tag: the functions of CloudFormation become objects, others mean nothing here.
    fn tagged(&mut self, tag: EventTag<'a>, value: Json, span: &Span) -> Json {
        let Some(tag) = tag else {
            return value;
        };
        // `!` alone says that a plain scalar is a text.
        if tag.is_yaml_core_schema() || tag.suffix.is_empty() {
            return value;
        }
        let function = match tag.suffix.as_str() {
            "Ref" | "Condition" => tag.suffix.clone(),
            suffix if tag.handle == "!" && FUNCTIONS.contains(&suffix) => format!("Fn::{suffix}"),
            _ => {
                self.tags.push((span.start.line(), tag.to_string()));
                return value;
            }
        };
        let value = match value {
            Json::String(text) if function == "Fn::GetAtt" => match text.split_once('.') {
                Some((resource, attribute)) => {
                    Json::Array(vec![Json::from(resource), Json::from(attribute)])
                }
                None => Json::String(text),
            },
            value => value,
        };
        Json::Object(vec![(function, value)])
    }

    fn open(&mut self, anchor: usize) {
        if anchor > 0 {
            self.anchors.insert(anchor, None);
        }
    }

    fn close(&mut self, anchor: usize, value: &Json, span: &Span) -> Result<(), YamlError> {
        if anchor > 0 && self.keeps_anchors {
            let (weight, _) = measure(value);
            self.spend(weight, span)?;
            self.anchors.insert(anchor, Some(value.clone()));
        }
        Ok(())
    }

    fn alias(&mut self, id: usize, span: &Span, depth: usize) -> Result<Json, YamlError> {
        let Some(Some(value)) = self.anchors.get(&id) else {
            return Err(at(
                span,
                "an alias stands inside of what it stands for; write the part out".to_owned(),
            ));
        };
        let (weight, height) = measure(value);
        let value = if depth + height > MAX_DEPTH {
            return Err(at(span, too_deep()));
        } else if weight <= self.left {
            value.clone()
        } else {
            Json::Null
        };
        self.spend(weight, span)?;
        Ok(value)
    }

    fn spend(&mut self, weight: usize, span: &Span) -> Result<(), YamlError> {
        let Some(left) = self.left.checked_sub(weight) else {
            return Err(at(
                span,
                format!(
                    "the aliases up to here stand for more than {MAX_BYTES} bytes; write the repeated parts out"
                ),
            ));
        };
        self.left = left;
        Ok(())
    }
}

fn at(span: &Span, message: String) -> YamlError {
    YamlError {
        line: span.start.line().max(1),
        column: span.start.col() + 1,
        message,
    }
}

fn not_yaml(error: &ScanError) -> YamlError {
    YamlError {
        line: error.marker().line().max(1),
        column: error.marker().col() + 1,
        message: format!(
            "this is not YAML: {}; check the indentation and the quotes there",
            error.info()
        ),
    }
}

fn too_deep() -> String {
    format!(
        "the document nests deeper than {MAX_DEPTH} levels; no definition does, check what was pasted"
    )
}

fn merge_words() -> String {
    "`<<` merges a mapping or a list of mappings; give it one, or quote it".to_owned()
}

fn key_words() -> String {
    "a name is a text here; put the list or mapping behind a name of its own".to_owned()
}
