//! Which comments belong together, and where they stand. Pure.

use shared::change::{Comment, Place, Version};
use shared::plan::{ChangeInWords, Target};

/// Comments on the same place, oldest first; never none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Thread {
    pub(super) comments: Vec<Comment>,
}

impl Thread {
    /// Whether all of it is settled.
    pub(super) fn is_settled(&self) -> bool {
        self.comments.iter().all(|one| one.resolved_by.is_some())
    }
}

/// Comments on the whole.
pub(super) fn whole(comments: &[Comment]) -> Vec<Comment> {
    comments
        .iter()
        .filter(|comment| comment.place.is_none())
        .cloned()
        .collect()
}

/// Comments on one line of a plan of a version, also those on the same place of other versions.
pub(super) fn on_line(
    comments: &[Comment],
    versions: &[Version],
    target: &Target,
    line: &ChangeInWords,
) -> Option<Thread> {
    let fits = |place: &Place, version: u32| {
        is_on(place, line) && target_of(versions, version, place) == Some(target)
    };
    thread(
        comments
            .iter()
            .filter(|comment| {
                let place = comment.place.as_ref();
                place.is_some_and(|place| fits(place, comment.version))
            })
            .cloned(),
    )
}

/// Comments on places that the lines of a version do not have, by place.
pub(super) fn elsewhere(
    comments: &[Comment],
    versions: &[Version],
    lines: &[(Target, Vec<ChangeInWords>)],
) -> Vec<Thread> {
    let stands = |comment: &Comment, place: &Place| {
        let target = target_of(versions, comment.version, place);
        lines
            .iter()
            .any(|(own, lines)| target == Some(own) && lines.iter().any(|line| is_on(place, line)))
    };
    let mut threads: Vec<Thread> = Vec::new();
    for comment in comments {
        let Some(place) = comment.place.as_ref() else {
            continue;
        };
        if stands(comment, place) {
            continue;
        }
        let same = |thread: &&mut Thread| {
            let first = thread.comments.first().and_then(|one| one.place.as_ref());
            first.is_some_and(|first| {
                (first.plan, first.document, &first.pointer, &first.name)
                    == (place.plan, place.document, &place.pointer, &place.name)
            })
        };
        match threads.iter_mut().find(same) {
            Some(thread) => thread.comments.push(comment.clone()),
            None => threads.extend(thread([comment.clone()].into_iter())),
        }
    }
    threads
}

/// Whether a place is that of a line. Elements of a list are known by their names: what stands at a
/// number is something else once one is added before it.
fn is_on(place: &Place, line: &ChangeInWords) -> bool {
    place.document == line.document
        && if place.name.is_empty() || line.place.is_empty() {
            place.pointer == line.pointer
        } else {
            place.name == line.place
        }
}

fn thread(comments: impl Iterator<Item = Comment>) -> Option<Thread> {
    let comments: Vec<Comment> = comments.collect();
    (!comments.is_empty()).then_some(Thread { comments })
}

fn target_of<'a>(versions: &'a [Version], version: u32, place: &Place) -> Option<&'a Target> {
    let version = versions.iter().find(|one| one.number == version)?;
    version.plans.get(place.plan).map(|plan| &plan.target)
}

#[cfg(test)]
mod tests {
    use shared::change::VersionPlan;
    use shared::issue::DocumentKind;
    use shared::plan::{Effect, PlanKind};
    use shared::pointer::Pointer;
    use shared::wire::Order;

    use super::*;

    fn target(service: &str) -> Target {
        Target {
            cluster: "shop".to_owned(),
            service: service.to_owned(),
        }
    }

    fn version(number: u32, services: &[&str]) -> Version {
        Version {
            number,
            by: "eli".to_owned(),
            at_ms: 0,
            note: String::new(),
            plans: services
                .iter()
                .map(|service| VersionPlan {
                    hash: String::new(),
                    target: target(service),
                    kind: PlanKind::NewRevision,
                    summary: String::new(),
                    effect: String::new(),
                })
                .collect(),
            order: Order::InOrder,
            digest: String::new(),
        }
    }

    fn comment(id: i64, version: u32, at: Option<(usize, &str)>) -> Comment {
        Comment {
            id,
            by: "rosa".to_owned(),
            at_ms: 0,
            version,
            place: at.map(|(plan, pointer)| Place {
                plan,
                document: DocumentKind::TaskDefinition,
                pointer: Pointer::parse(pointer),
                name: String::new(),
                words: String::new(),
            }),
            text: String::new(),
            resolved_by: None,
        }
    }

    fn line(pointer: &str) -> ChangeInWords {
        ChangeInWords {
            group: String::new(),
            words: String::new(),
            effect: Effect::None,
            document: DocumentKind::TaskDefinition,
            pointer: Pointer::parse(pointer),
            place: String::new(),
        }
    }

    #[test]
    fn a_comment_stays_at_its_variable_where_another_is_added_before() {
        let versions = [version(1, &["web"]), version(2, &["web"])];
        let mut said = comment(1, 1, Some((0, "/environment/0")));
        said.place.as_mut().unwrap().name = "environment/DB_HOST".to_owned();
        let at = |pointer: &str, place: &str| ChangeInWords {
            place: place.to_owned(),
            ..line(pointer)
        };
        let thread = |line| {
            on_line(
                std::slice::from_ref(&said),
                &versions,
                &target("web"),
                &line,
            )
        };
        assert!(thread(at("/environment/1", "environment/DB_HOST")).is_some());
        assert!(thread(at("/environment/0", "environment/CACHE")).is_none());
        // What was said before places had names stands where it stood.
        assert!(thread(at("/environment/0", "")).is_some());
    }

    #[test]
    fn a_comment_stays_at_its_line_in_a_version_that_has_its_plans_in_another_order() {
        let versions = [version(1, &["web", "api"]), version(2, &["api", "web"])];
        let comments = [
            comment(1, 1, Some((0, "/cpu"))),
            comment(2, 2, Some((1, "/cpu"))),
        ];
        let thread = on_line(&comments, &versions, &target("web"), &line("/cpu")).unwrap();
        assert_eq!(thread.comments.len(), 2);
        assert!(on_line(&comments, &versions, &target("api"), &line("/cpu")).is_none());
    }

    #[test]
    fn comments_on_lines_that_are_gone_are_kept_together() {
        let versions = [version(1, &["web"])];
        let comments = [
            comment(1, 1, Some((0, "/cpu"))),
            comment(2, 1, Some((0, "/memory"))),
            comment(3, 1, Some((0, "/memory"))),
            comment(4, 1, None),
        ];
        let lines = [(target("web"), vec![line("/cpu")])];
        let gone = elsewhere(&comments, &versions, &lines);
        assert_eq!(gone.len(), 1);
        assert_eq!(gone[0].comments.len(), 2);
        assert_eq!(whole(&comments).len(), 1);
    }

    #[test]
    fn a_thread_is_settled_when_all_of_it_is() {
        let settled = Comment {
            resolved_by: Some("eli".to_owned()),
            ..comment(1, 1, None)
        };
        let thread = Thread {
            comments: vec![settled.clone(), comment(2, 1, None)],
        };
        assert!(!thread.is_settled());
        assert!(
            Thread {
                comments: vec![settled]
            }
            .is_settled()
        );
    }
}
