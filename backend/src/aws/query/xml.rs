//! Answers in XML, as a tree that is asked by names.

use roxmltree::{Document, Node};

/// An answer's tree: what we ask of it are names, texts and lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::aws) struct Answer {
    name: String,
    text: String,
    children: Vec<Self>,
}

impl Answer {
    /// Reads an answer.
    ///
    /// # Errors
    /// It is no XML.
    pub(super) fn read(text: &str) -> Result<Self, roxmltree::Error> {
        let document = Document::parse(text)?;
        Ok(Self::of(document.root_element()))
    }

    fn of(node: Node<'_, '_>) -> Self {
        Self {
            name: node.tag_name().name().to_owned(),
            text: node.text().unwrap_or_default().trim().to_owned(),
            children: node
                .children()
                .filter(Node::is_element)
                .map(Self::of)
                .collect(),
        }
    }

    fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The member of a name; nothing where there is none.
    pub(in crate::aws) fn member(&self, name: &str) -> Option<&Self> {
        self.child(name)
    }

    /// The text of a member; nothing where there is none or it is empty.
    pub(in crate::aws) fn text(&self, name: &str) -> Option<&str> {
        self.child(name)
            .map(|child| child.text.as_str())
            .filter(|text| !text.is_empty())
    }

    /// A member that is a number.
    pub(in crate::aws) fn number(&self, name: &str) -> Option<i64> {
        self.text(name)?.parse().ok()
    }

    /// The elements of a list.
    pub(in crate::aws) fn list(&self, name: &str) -> &[Self] {
        self.child(name).map_or(&[], |child| &child.children)
    }
}

/// The code and the message of a refusal, in either of the two forms that Query services have.
pub(super) fn refusal(text: &str) -> (Option<String>, Option<String>) {
    let Ok(document) = Document::parse(text) else {
        return (None, None);
    };
    let find = |name: &str| {
        document
            .descendants()
            .find(|node| node.has_tag_name(name) || node.tag_name().name() == name)
            .and_then(|node| node.text())
            .map(str::to_owned)
    };
    (find("Code"), find("Message"))
}

#[cfg(test)]
mod tests {
    use super::{Answer, refusal};

    #[test]
    fn reads_lists_and_refusals() {
        let answer = Answer::read(
            "<R xmlns=\"urn:x\"><subnetSet><item><subnetId>subnet-1</subnetId>\
             <availableIpAddressCount>251</availableIpAddressCount></item></subnetSet></R>",
        )
        .unwrap();
        let subnet = answer.list("subnetSet").first();
        assert_eq!(
            subnet.and_then(|one| one.text("subnetId")),
            Some("subnet-1")
        );
        assert_eq!(
            subnet.and_then(|one| one.number("availableIpAddressCount")),
            Some(251)
        );
        let (code, message) = refusal(
            "<Response><Errors><Error><Code>UnauthorizedOperation</Code>\
             <Message>No.</Message></Error></Errors></Response>",
        );
        assert_eq!(code.as_deref(), Some("UnauthorizedOperation"));
        assert_eq!(message.as_deref(), Some("No."));
    }
}
