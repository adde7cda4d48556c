//! Schedules that fire, and schedules that never do.

/// The five fields of a cron expression, each with the values it allows.
struct Cron {
    minutes: Vec<u32>,
    days: Vec<u32>,
    months: Vec<u32>,
    weekdays: Vec<u32>,
    any_day: bool,
    any_weekday: bool,
}

const MONTHS: &[&str] = &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS: &[&str] = &["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/// Whether a text looks like a cron expression.
pub(super) fn is_cron(text: &str) -> bool {
    let fields: Vec<_> = text.split_whitespace().collect();
    let plain = |field: &&str| field.chars().all(|c| c.is_ascii_alphanumeric() || "*,-/#L?".contains(c));
    fields.len() == 5
        && fields.iter().all(plain)
        && fields.iter().any(|field| field.contains(['*', ',', '/']) || field.parse::<u32>().is_ok())
}

/// Why a cron expression never fires; `None` where it does.
pub(super) fn never_fires(text: &str) -> Option<String> {
    let cron = match parse(text) {
        Ok(cron) => cron,
        Err(why) => return Some(why),
    };
    if cron.minutes.is_empty() {
        return Some("it allows no minute".into());
    }
    // With both a day of the month and a day of the week cron takes either.
    if !cron.any_day && !cron.any_weekday && !cron.weekdays.is_empty() {
        return None;
    }
    let exists = cron.months.iter().any(|month| cron.days.iter().any(|day| *day <= longest(*month)));
    (!exists).then(|| "no month it allows has that day".into())
}

/// Whether the minutes are anything but `*`: Renovate refuses such a schedule.
pub(super) fn has_minutes(text: &str) -> bool {
    text.split_whitespace().next().is_some_and(|minutes| minutes != "*")
}

fn parse(text: &str) -> Result<Cron, String> {
    let fields: Vec<_> = text.split_whitespace().collect();
    let [minutes, hours, days, months, weekdays] = fields[..] else { return Err("it does not have five fields".into()) };
    values(hours, 0, 23, &[])?;
    Ok(Cron {
        minutes: values(minutes, 0, 59, &[])?,
        days: values(days, 1, 31, &[])?,
        months: values(months, 1, 12, MONTHS)?,
        weekdays: values(weekdays, 0, 7, WEEKDAYS)?,
        any_day: days.starts_with('*') || days == "?",
        any_weekday: weekdays.starts_with('*') || weekdays == "?",
    })
}

/// The values that a field allows; an error names what lies outside its range.
fn values(field: &str, low: u32, high: u32, names: &[&str]) -> Result<Vec<u32>, String> {
    let mut allowed = Vec::new();
    for part in field.split(',') {
        // `L`, `#` and `?` are liberties of some schedulers: taken on trust.
        if part.contains(['L', '#', '?']) && names.iter().all(|name| !part.to_lowercase().contains(name)) {
            allowed.extend(low..=high);
            continue;
        }
        let (range, step) = part.split_once('/').map_or((part, "1"), |(range, step)| (range, step));
        let step: usize = step.parse().ok().filter(|step| *step > 0).ok_or_else(|| format!("`{part}` has no step that could be taken"))?;
        let (from, to) = match range {
            "*" => (low, high),
            range => match range.split_once('-') {
                Some((from, to)) => (number(from, low, names)?, number(to, low, names)?),
                None if part.contains('/') => (number(range, low, names)?, high),
                None => (number(range, low, names)?, number(range, low, names)?),
            },
        };
        if from < low || to > high || from > to {
            return Err(format!("`{part}` lies outside {low} to {high}"));
        }
        allowed.extend((from..=to).step_by(step));
    }
    Ok(allowed)
}

fn number(text: &str, low: u32, names: &[&str]) -> Result<u32, String> {
    let lower = text.to_lowercase();
    let named = names.iter().position(|name| lower == *name).map(|at| at as u32 + low);
    named.or_else(|| text.parse().ok()).ok_or_else(|| format!("`{text}` is no number"))
}

fn longest(month: u32) -> u32 {
    match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

const DAYS: &[&str] = &["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/// Why a schedule in words (`before 6am on monday`) never fires; `None` where it does, or where nobody can tell.
pub(super) fn words_never_fire(text: &str) -> Option<String> {
    let text = text.to_lowercase();
    let has = |word: &str| text.split(|c: char| !c.is_alphanumeric()).any(|part| part == word);
    let named: Vec<usize> = (0..7).filter(|day| has(DAYS[*day]) || has(&DAYS[*day][..3])).collect();
    let weekend = |day: &usize| matches!(day, 0 | 6);
    if !named.is_empty() && has("weekday") && named.iter().all(weekend) {
        return Some("it asks for a weekday and for the weekend".into());
    }
    if !named.is_empty() && has("weekend") && !named.iter().any(weekend) {
        return Some("it asks for the weekend and for a weekday".into());
    }
    if has("weekday") && has("weekend") && !has("or") {
        return Some("it asks for a weekday and for the weekend".into());
    }
    let ordinal = text.split_whitespace().find_map(|word| {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ',');
        (word.ends_with("st") || word.ends_with("nd") || word.ends_with("rd") || word.ends_with("th"))
            .then(|| digits.parse::<u32>().ok())?
    });
    if let Some(day) = ordinal.filter(|day| *day > 31 || *day == 0) {
        return Some(format!("no month has a day {day}"));
    }
    let midnight = ["before 0am", "before 00:00", "before 12am", "before 12:00am", "before midnight"];
    (midnight.iter().any(|early| text.contains(early)) && !text.contains("after")).then(|| "nothing of a day comes before midnight".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cron_expressions_that_fire_and_that_never_do() {
        for good in ["* 0-5 * * 1", "0 5 * * mon", "*/15 * 29 feb *", "0 0 31 2 1", "* * 1-7 * *", "0 9 * * 1-5"] {
            assert_eq!(never_fires(good), None, "{good}");
        }
        for bad in ["* * 31 2 *", "* * 30 feb *", "* * 31 4,6,9,11 *", "* 24 * * *", "* * 32 * *", "* * * 13 *", "* * * * 8", "* 5-2 * * *"]
        {
            assert!(never_fires(bad).is_some(), "{bad}");
        }
        assert!(has_minutes("0 5 * * 1") && !has_minutes("* 5 * * 1"));
        assert!(is_cron("* 0-5 * * 1") && !is_cron("before 6am on monday") && !is_cron("after 10pm every weekday"));
    }

    #[test]
    fn words_that_fire_and_that_never_do() {
        for good in [
            "before 6am on monday",
            "after 10pm and before 5am every weekday",
            "every weekend",
            "on the 1st day of the month",
            "at any time",
        ] {
            assert_eq!(words_never_fire(good), None, "{good}");
        }
        for bad in ["every weekday on sunday", "every weekend on monday", "on the 32nd day of the month", "before 12am"] {
            assert!(words_never_fire(bad).is_some(), "{bad}");
        }
    }
}
