//! The known name that a slip of the pen was probably meant to be.

/// Longer names are nobody's slip, and comparing them would cost more than it is worth.
const LONGEST: usize = 60;

/// The nearest of the known names, where one is near enough: the same but for case and signs, or
/// within one slip for every four letters.
pub(super) fn nearest(
    name: &str,
    known: impl Iterator<Item = &'static str>,
) -> Option<&'static str> {
    if name.is_empty() || name.len() > LONGEST {
        return None;
    }
    let wanted = fold(name);
    let allowed = (wanted.len() / 4).clamp(1, 3);
    let letters = letters(wanted.iter().copied());
    // Each letter that only one of them has is a slip, which is told much sooner than the distance.
    let may_be_near = |candidate: &str| {
        let others = self::letters(candidate.chars().flat_map(char::to_lowercase));
        let slips = |only: u32| usize::try_from(only.count_ones()).unwrap_or(usize::MAX);
        slips(letters & !others) <= allowed && slips(others & !letters) <= allowed
    };
    known
        .filter(|candidate| candidate.len().abs_diff(name.len()) <= allowed + 3)
        .filter(|candidate| may_be_near(candidate))
        .map(|candidate| (distance(&wanted, &fold(candidate)), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

fn fold(name: &str) -> Vec<char> {
    name.chars()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Which of the letters from a to z there are, as a set of bits.
fn letters(characters: impl Iterator<Item = char>) -> u32 {
    characters
        .filter(char::is_ascii_lowercase)
        .map(|letter| 1 << (u32::from(letter) - u32::from('a')))
        .fold(0, |all, one| all | one)
}

/// How many letters must be changed, put in, left out or swapped with their neighbor.
fn distance(left: &[char], right: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (row, wanted) in left.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, found) in right.iter().enumerate() {
            let cell =
                |cells: &[usize], at: usize| cells.get(at).copied().unwrap_or(usize::MAX - 1);
            let changed = cell(&last, column) + usize::from(wanted != found);
            let mut best = changed
                .min(cell(&last, column + 1) + 1)
                .min(cell(&current, column) + 1);
            let swapped = row > 0
                && column > 0
                && left.get(row - 1) == Some(found)
                && right.get(column - 1) == Some(wanted);
            if swapped {
                best = best.min(cell(&before_last, column - 1) + 1);
            }
            current.push(best);
        }
        before_last = std::mem::replace(&mut last, current);
    }
    last.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_slips_and_other_spellings() {
        let known = || ["containerPort", "hostPort", "image", "memory"].into_iter();
        assert_eq!(nearest("ContainerPort", known()), Some("containerPort"));
        assert_eq!(nearest("container_port", known()), Some("containerPort"));
        assert_eq!(nearest("memroy", known()), Some("memory"));
        assert_eq!(nearest("imgae", known()), Some("image"));
        assert_eq!(nearest("port", known()), None);
        assert_eq!(nearest("comment", known()), None);
    }
}
