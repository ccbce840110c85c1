//! JSON values. An object keeps every member that was sent, even a repeated one.
use serde_json::Value;

#[derive(Debug, Clone, PartialEq)]
pub enum J {
    Null,
    Bool(bool),
    Num(String),
    Str(String),
    List(Vec<J>),
    Obj(Vec<(String, J)>),
}

/// Parses a text. None when it isn't valid JSON throughout: syntax, lone surrogates, numbers out of range, too many levels.
pub fn parse(text: &str) -> Option<J> {
    let mut at = 0;
    let value = value(text, &mut at, 0)?;
    skip(text, &mut at);
    if at < text.len() {
        return None;
    }
    Some(value)
}

/// A body has at most 128 levels. The line around it is one more.
const LEVELS: usize = 129;

fn skip(text: &str, at: &mut usize) {
    while let Some(b' ' | b'\t' | b'\n' | b'\r') = text.as_bytes().get(*at) {
        *at += 1;
    }
}

/// Whether the text continues with this. If so, moves past it.
fn passed(text: &str, at: &mut usize, what: &str) -> bool {
    let there = text[*at..].starts_with(what);
    if there {
        *at += what.len();
    }
    there
}

/// A string with its quotes. serde_json checks its content.
fn string(text: &str, at: &mut usize) -> Option<String> {
    let bytes = text.as_bytes();
    let start = *at;
    if !passed(text, at, "\"") {
        return None;
    }
    while *bytes.get(*at)? != b'"' {
        if bytes[*at] == b'\\' {
            *at += 1;
        }
        *at += 1;
    }
    *at += 1;
    serde_json::from_str::<String>(text.get(start..*at)?).ok()
}

fn value(text: &str, at: &mut usize, levels: usize) -> Option<J> {
    skip(text, at);
    if passed(text, at, "null") {
        return Some(J::Null);
    }
    if passed(text, at, "true") {
        return Some(J::Bool(true));
    }
    if passed(text, at, "false") {
        return Some(J::Bool(false));
    }
    match *text.as_bytes().get(*at)? {
        b'"' => Some(J::Str(string(text, at)?)),
        b'[' => {
            *at += 1;
            if levels == LEVELS {
                return None;
            }
            let mut list = Vec::new();
            skip(text, at);
            if passed(text, at, "]") {
                return Some(J::List(list));
            }
            loop {
                list.push(value(text, at, levels + 1)?);
                skip(text, at);
                if passed(text, at, "]") {
                    return Some(J::List(list));
                }
                if !passed(text, at, ",") {
                    return None;
                }
            }
        }
        b'{' => {
            *at += 1;
            if levels == LEVELS {
                return None;
            }
            let mut members = Vec::new();
            skip(text, at);
            if passed(text, at, "}") {
                return Some(J::Obj(members));
            }
            loop {
                skip(text, at);
                let key = string(text, at)?;
                skip(text, at);
                if !passed(text, at, ":") {
                    return None;
                }
                let v = value(text, at, levels + 1)?;
                members.push((key, v));
                skip(text, at);
                if passed(text, at, "}") {
                    return Some(J::Obj(members));
                }
                if !passed(text, at, ",") {
                    return None;
                }
            }
        }
        _ => {
            let start = *at;
            while let Some(b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E') = text.as_bytes().get(*at) {
                *at += 1;
            }
            let number = &text[start..*at];
            // serde_json checks the form and the range of a number.
            match serde_json::from_str::<Value>(number) {
                Ok(Value::Number(_)) => Some(J::Num(number.to_string())),
                _ => None,
            }
        }
    }
}

/// The input can't be read: SerializationException.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bad;

pub type Obj = Vec<(String, J)>;

/// A member by name. None when it's omitted or null, Bad when it's sent twice.
pub fn member<'a>(obj: &'a Obj, name: &str) -> Result<Option<&'a J>, Bad> {
    let mut found = None;
    let mut times = 0;
    for (k, v) in obj {
        if k == name {
            found = Some(v);
            times += 1;
        }
    }
    if times > 1 {
        return Err(Bad);
    }
    if found == Some(&J::Null) {
        return Ok(None);
    }
    Ok(found)
}

pub fn text(obj: &Obj, name: &str) -> Result<Option<String>, Bad> {
    match member(obj, name)? {
        None => Ok(None),
        Some(J::Str(s)) => Ok(Some(s.clone())),
        Some(_) => Err(Bad),
    }
}

pub fn flag(obj: &Obj, name: &str) -> Result<Option<bool>, Bad> {
    match member(obj, name)? {
        None => Ok(None),
        Some(J::Bool(b)) => Ok(Some(*b)),
        Some(_) => Err(Bad),
    }
}

pub fn integer(obj: &Obj, name: &str) -> Result<Option<i64>, Bad> {
    match member(obj, name)? {
        None => Ok(None),
        Some(J::Num(n)) => match n.parse::<i64>() {
            Ok(i) => Ok(Some(i)),
            Err(_) => Err(Bad),
        },
        Some(_) => Err(Bad),
    }
}

/// A whole number from 0.
pub fn count(obj: &Obj, name: &str) -> Result<Option<u64>, Bad> {
    match member(obj, name)? {
        None => Ok(None),
        Some(J::Num(n)) => match n.parse::<u64>() {
            Ok(i) => Ok(Some(i)),
            Err(_) => Err(Bad),
        },
        Some(_) => Err(Bad),
    }
}

pub fn object<'a>(obj: &'a Obj, name: &str) -> Result<Option<&'a Obj>, Bad> {
    match member(obj, name)? {
        None => Ok(None),
        Some(J::Obj(o)) => Ok(Some(o)),
        Some(_) => Err(Bad),
    }
}

pub fn list<'a>(obj: &'a Obj, name: &str) -> Result<Option<&'a Vec<J>>, Bad> {
    match member(obj, name)? {
        None => Ok(None),
        Some(J::List(l)) => Ok(Some(l)),
        Some(_) => Err(Bad),
    }
}

pub fn text_list(obj: &Obj, name: &str) -> Result<Option<Vec<String>>, Bad> {
    let Some(l) = list(obj, name)? else {
        return Ok(None);
    };
    let mut out = Vec::new();
    for item in l {
        match item {
            J::Str(s) => out.push(s.clone()),
            _ => return Err(Bad),
        }
    }
    Ok(Some(out))
}

/// A map of strings. Every value must be a string or null (omitted).
pub fn text_map<'a>(obj: &'a Obj, name: &str) -> Result<Option<&'a Obj>, Bad> {
    let Some(map) = object(obj, name)? else {
        return Ok(None);
    };
    for (_, v) in map {
        match v {
            J::Str(_) | J::Null => {}
            _ => return Err(Bad),
        }
    }
    Ok(Some(map))
}
