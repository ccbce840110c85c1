//! [`Reader`] as a serde `Deserializer`, for shapes that derive `Deserialize`.

use alloc::borrow::Cow;

use serde::de::value::{BorrowedStrDeserializer, StrDeserializer};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::fault::{Fault, Read};
use super::reader::Reader;

impl<'a> Deserializer<'a> for &mut Reader<'a> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Read<V::Value> {
        match self.peek() {
            Some(b'"') => self.deserialize_str(visitor),
            Some(b'{') => self.deserialize_map(visitor),
            Some(b'[') => self.deserialize_seq(visitor),
            Some(b't' | b'f') => self.deserialize_bool(visitor),
            Some(b'n') => self.deserialize_unit(visitor),
            _ => {
                let number = self.number()?;
                match (number.parse::<u64>(), number.parse::<i64>()) {
                    (Ok(number), _) => visitor.visit_u64(number),
                    (_, Ok(integer)) if number != "-0" => visitor.visit_i64(integer),
                    _ => visitor.visit_f64(number.parse().unwrap_or(f64::NAN)),
                }
            }
        }
    }

    fn deserialize_bool<V: Visitor<'a>>(self, visitor: V) -> Read<V::Value> {
        match self.peek() {
            Some(b't') => self.word("true").and_then(|()| visitor.visit_bool(true)),
            Some(b'f') => self.word("false").and_then(|()| visitor.visit_bool(false)),
            _ => Err(self.wrong_type(&visitor)),
        }
    }

    fn deserialize_str<V: Visitor<'a>>(self, visitor: V) -> Read<V::Value> {
        match self.text(&visitor)? {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_string<V: Visitor<'a>>(self, visitor: V) -> Read<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'a>>(self, visitor: V) -> Read<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Read<V::Value> {
        if self.null()? { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'a>>(self, visitor: V) -> Read<V::Value> {
        if self.null()? { visitor.visit_unit() } else { Err(self.wrong_type(&visitor)) }
    }

    fn deserialize_seq<V: Visitor<'a>>(self, visitor: V) -> Read<V::Value> {
        if self.peek() != Some(b'[') {
            return Err(self.wrong_type(&visitor));
        }
        self.open()?;
        visitor.visit_seq(Elements { reader: self, next: 0 })
    }

    fn deserialize_map<V: Visitor<'a>>(self, visitor: V) -> Read<V::Value> {
        self.open_object(&visitor)?;
        visitor.visit_map(Members { reader: self, is_first: true, name: Cow::Borrowed("") })
    }

    /// Accepts only an object. Derived code would also accept an array.
    fn deserialize_struct<V: Visitor<'a>>(self, _: &'static str, _: &'static [&'static str], v: V) -> Read<V::Value> {
        self.open_object(&"an object")?;
        v.visit_map(Members { reader: self, is_first: true, name: Cow::Borrowed("") })
    }

    fn deserialize_ignored_any<V: Visitor<'a>>(self, visitor: V) -> Read<V::Value> {
        self.skip()?;
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        <V: Visitor<'a>>
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit_struct newtype_struct tuple
        tuple_struct enum
    }
}

/// The members of an object, while the reader reads it.
struct Members<'r, 'a> {
    reader: &'r mut Reader<'a>,
    is_first: bool,
    /// The name of the member. Its value comes next.
    name: Cow<'a, str>,
}

impl<'a> MapAccess<'a> for Members<'_, 'a> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'a>>(&mut self, seed: K) -> Read<Option<K::Value>> {
        if !self.reader.next_member(&mut self.is_first, &mut self.name)? {
            return Ok(None);
        }
        match &self.name {
            Cow::Borrowed(name) => seed.deserialize(BorrowedStrDeserializer::new(name)),
            Cow::Owned(name) => seed.deserialize(StrDeserializer::new(name)),
        }
        .map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Read<V::Value> {
        seed.deserialize(&mut *self.reader).map_err(|fault| fault.in_member(&self.name))
    }
}

/// The elements of an array, while the reader reads it.
struct Elements<'r, 'a> {
    reader: &'r mut Reader<'a>,
    /// The index of the next element.
    next: usize,
}

impl<'a> SeqAccess<'a> for Elements<'_, 'a> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'a>>(&mut self, seed: T) -> Read<Option<T::Value>> {
        if !self.reader.next_item(&mut (self.next == 0), b']')? {
            return Ok(None);
        }
        let element = seed.deserialize(&mut *self.reader).map_err(|fault| fault.in_element(self.next))?;
        self.next += 1;
        Ok(Some(element))
    }
}
