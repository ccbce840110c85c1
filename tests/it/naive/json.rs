//! JSON text as written: an object keeps every member, so that a member that comes twice can be seen.
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

/// Text to J; None when it is not JSON.
pub fn parse(text: &str) -> Option<J> {
    // serde_json judges the syntax, what follows only has to pick valid text apart.
    if serde_json::from_str::<Value>(text).is_err() {
        return None;
    }
    let bytes = text.as_bytes();
    let mut at = 0;
    let value = value(text, bytes, &mut at)?;
    Some(value)
}

fn skip(bytes: &[u8], at: &mut usize) {
    while *at < bytes.len() && matches!(bytes[*at], b' ' | b'\t' | b'\n' | b'\r') {
        *at += 1;
    }
}

fn string(text: &str, bytes: &[u8], at: &mut usize) -> Option<String> {
    let start = *at;
    *at += 1;
    while bytes[*at] != b'"' {
        if bytes[*at] == b'\\' {
            *at += 1;
        }
        *at += 1;
    }
    *at += 1;
    serde_json::from_str::<String>(&text[start..*at]).ok()
}

fn value(text: &str, bytes: &[u8], at: &mut usize) -> Option<J> {
    skip(bytes, at);
    match bytes[*at] {
        b'n' => {
            *at += 4;
            Some(J::Null)
        }
        b't' => {
            *at += 4;
            Some(J::Bool(true))
        }
        b'f' => {
            *at += 5;
            Some(J::Bool(false))
        }
        b'"' => Some(J::Str(string(text, bytes, at)?)),
        b'[' => {
            *at += 1;
            let mut list = Vec::new();
            skip(bytes, at);
            if bytes[*at] == b']' {
                *at += 1;
                return Some(J::List(list));
            }
            loop {
                list.push(value(text, bytes, at)?);
                skip(bytes, at);
                let c = bytes[*at];
                *at += 1;
                if c == b']' {
                    return Some(J::List(list));
                }
            }
        }
        b'{' => {
            *at += 1;
            let mut members = Vec::new();
            skip(bytes, at);
            if bytes[*at] == b'}' {
                *at += 1;
                return Some(J::Obj(members));
            }
            loop {
                skip(bytes, at);
                let key = string(text, bytes, at)?;
                skip(bytes, at);
                *at += 1; // the colon
                let v = value(text, bytes, at)?;
                members.push((key, v));
                skip(bytes, at);
                let c = bytes[*at];
                *at += 1;
                if c == b'}' {
                    return Some(J::Obj(members));
                }
            }
        }
        _ => {
            let start = *at;
            while *at < bytes.len() && matches!(bytes[*at], b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E') {
                *at += 1;
            }
            Some(J::Num(text[start..*at].to_string()))
        }
    }
}

/// The input cannot be read: SerializationException.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bad;

pub type Obj = Vec<(String, J)>;

/// A member by name: None when it is omitted or null; Bad when it comes twice.
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

/// A map of text to text; every value must be text or null (omitted).
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
