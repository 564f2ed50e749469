//! Reading a `$filter`.

use serde_json::{Number, Value};

use super::{Condition, Filter, Operator};

/// Reads `and`, `or`, brackets, comparisons, `startsWith(…)`, `any(…)` and `isof(…)`.
///
/// # Errors
/// What is wrong, in words.
pub(crate) fn parse(text: &str) -> Result<Filter, String> {
    let mut reader = Reader { tokens: tokens(text)?, at: 0 };
    let filter = reader.either()?;
    match reader.next() {
        None => Ok(filter),
        Some(token) => Err(format!("unexpected {token:?}")),
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Open,
    Close,
    Comma,
    Text(String),
    Word(String),
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
}

impl Reader {
    fn next(&mut self) -> Option<Token> {
        self.at += 1;
        self.tokens.get(self.at - 1).cloned()
    }

    fn takes(&mut self, token: &Token) -> bool {
        let found = self.tokens.get(self.at) == Some(token);
        self.at += usize::from(found);
        found
    }

    fn takes_word(&mut self, word: &str) -> bool {
        self.takes(&Token::Word(word.to_owned()))
    }

    fn needs(&mut self, token: &Token) -> Result<(), String> {
        if self.takes(token) { Ok(()) } else { Err(format!("{token:?} expected")) }
    }

    fn word(&mut self) -> Result<String, String> {
        match self.next() {
            Some(Token::Word(word)) => Ok(word),
            other => Err(format!("a name expected instead of {other:?}")),
        }
    }

    fn either(&mut self) -> Result<Filter, String> {
        let mut filter = self.both()?;
        while self.takes_word("or") {
            filter = Filter::Or(Box::new(filter), Box::new(self.both()?));
        }
        Ok(filter)
    }

    fn both(&mut self) -> Result<Filter, String> {
        let mut filter = self.one()?;
        while self.takes_word("and") {
            filter = Filter::And(Box::new(filter), Box::new(self.one()?));
        }
        Ok(filter)
    }

    fn one(&mut self) -> Result<Filter, String> {
        if self.takes(&Token::Open) {
            let filter = self.either()?;
            self.needs(&Token::Close)?;
            return Ok(filter);
        }
        let name = self.word()?;
        let condition = if self.takes(&Token::Open) { self.call(&name)? } else { self.comparison(name)? };
        Ok(Filter::Condition(condition))
    }

    fn comparison(&mut self, path: String) -> Result<Condition, String> {
        let operator = match self.word()?.as_str() {
            "eq" => Operator::Equal,
            "gt" => Operator::Greater,
            "ge" => Operator::GreaterOrEqual,
            "lt" => Operator::Less,
            "le" => Operator::LessOrEqual,
            other => return Err(format!("{other} is no operator")),
        };
        Ok(Condition { path, operator, value: self.value()? })
    }

    /// What stands in the brackets after a name.
    fn call(&mut self, name: &str) -> Result<Condition, String> {
        let condition = if name.eq_ignore_ascii_case("startswith") {
            let path = self.word()?;
            self.needs(&Token::Comma)?;
            Condition { path, operator: Operator::StartsWith, value: self.value()? }
        } else if name.eq_ignore_ascii_case("isof") {
            Condition { path: "isof".to_owned(), operator: Operator::Is, value: self.value()? }
        } else if let Some(path) = name.strip_suffix("/any") {
            self.any(path)?
        } else {
            return Err(format!("{name} is no function"));
        };
        self.needs(&Token::Close)?;
        Ok(condition)
    }

    /// `t: t eq '…'`, with or without the blank.
    fn any(&mut self, path: &str) -> Result<Condition, String> {
        let word = self.word()?;
        let (variable, rest) = word.split_once(':').ok_or("a variable and a colon expected")?;
        let same = if rest.is_empty() { self.word()? } else { rest.to_owned() };
        if same != variable || !self.takes_word("eq") {
            return Err(format!("{variable} eq expected"));
        }
        Ok(Condition { path: path.to_owned(), operator: Operator::Any, value: self.value()? })
    }

    fn value(&mut self) -> Result<Value, String> {
        match self.next() {
            Some(Token::Text(text)) => Ok(Value::String(text)),
            Some(Token::Word(word)) => self.literal(word),
            other => Err(format!("a value expected instead of {other:?}")),
        }
    }

    fn literal(&mut self, word: String) -> Result<Value, String> {
        match word.as_str() {
            "true" => return Ok(Value::Bool(true)),
            "false" => return Ok(Value::Bool(false)),
            "null" => return Ok(Value::Null),
            _ => {}
        }
        // The type of an enumeration before its member: `microsoft.graph.riskLevel'high'`.
        if word.starts_with("microsoft.graph.")
            && let Some(Token::Text(_)) = self.tokens.get(self.at)
        {
            return self.value();
        }
        if let Ok(number) = word.parse::<i64>() {
            return Ok(Value::Number(Number::from(number)));
        }
        if word.starts_with(|first: char| first.is_ascii_digit()) && word.contains('T') {
            return Ok(Value::String(word));
        }
        Err(format!("{word} is no value"))
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let single = match first {
            '(' => Some(Token::Open),
            ')' => Some(Token::Close),
            ',' => Some(Token::Comma),
            _ => None,
        };
        if let Some(token) = single {
            tokens.push(token);
            rest = &rest[1..];
        } else if first == '\'' {
            let (token, after) = quoted(&rest[1..])?;
            tokens.push(Token::Text(token));
            rest = after;
        } else {
            let end = rest.find([' ', '(', ')', ',', '\'']).unwrap_or(rest.len());
            tokens.push(Token::Word(rest[..end].to_owned()));
            rest = &rest[end..];
        }
        rest = rest.trim_start();
    }
    Ok(tokens)
}

/// A text up to its closing quote, and what follows. Two quotes stand for one.
fn quoted(text: &str) -> Result<(String, &str), String> {
    let mut read = String::new();
    let mut rest = text;
    loop {
        let (part, after) = rest.split_once('\'').ok_or("a quote is not closed")?;
        read.push_str(part);
        match after.strip_prefix('\'') {
            Some(after) => {
                read.push('\'');
                rest = after;
            }
            None => return Ok((read, after)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn accepts(filter: &str, row: &Value) -> bool {
        parse(filter).expect(filter).accepts(row)
    }

    #[test]
    fn conditions_are_read_as_they_bind() {
        let row = json!({"a": 1, "b": "O'Hara", "t": "2024-05-01T08:00:00Z", "l": ["x", "y"], "d": {"browser": "Edge 80"}});
        for filter in [
            "a eq 1",
            "a eq 2 or a eq 1 and b eq 'o''hara'",
            "(a eq 2 or a eq 1) and b eq 'O''Hara'",
            "t ge 2024-05-01T08:00:00.000Z and t lt 2024-05-01T08:00:00.0000001Z",
            "startsWith(d/browser,'edge')",
            "l/any(t: t eq 'y')",
            "l/any(t:t eq 'y')",
            "b eq microsoft.graph.name'O''Hara'",
            "missing eq null",
        ] {
            assert!(accepts(filter, &row), "{filter}");
        }
        for filter in ["a eq 1 and a eq 2", "t gt 2024-05-01T08:00:00Z", "l/any(t: t eq 'z')", "missing eq 'a'"] {
            assert!(!accepts(filter, &row), "{filter}");
        }
    }

    #[test]
    fn what_is_no_filter_is_refused() {
        for filter in ["", "a", "a eq", "a eq 'b", "a is 1", "(a eq 1", "a eq 1 b", "ends(a,'b')", "a eq b", "l/any(t: u eq 'y')"] {
            assert!(parse(filter).is_err(), "{filter}");
        }
    }

    #[test]
    fn a_filter_says_the_span_of_a_time() {
        let span = parse("t ge 2024-05-01T00:00:00Z and (a eq 1) and t le 2024-05-02T00:00:00Z").expect("a filter").span("t");
        assert_eq!((span.from.is_some(), span.to.is_some()), (true, true));
        assert_eq!(parse("t ge 2024-05-01T00:00:00Z or a eq 1").expect("a filter").span("t"), super::super::Span::default());
    }
}
