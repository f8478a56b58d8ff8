//! What happens to an organization in the course of time.

use std::collections::BTreeMap;

use rolecall_catalog::FeatureId;
use rolecall_organization::{Event, SharingRuleId};

use super::Maker;
use crate::products::{PRODUCTS, ZONED, product};
use crate::world::id;

impl Maker {
    /// One change of any kind; records change most.
    pub(super) fn change(&mut self) {
        match self.random.below(64) {
            0..16 => self.record(),
            16..20 => self.delete_record(),
            20..24 => self.change_member(),
            24..26 => self.change_status(),
            26 => self.remove_member(),
            27..30 => self.change_roles(),
            30..32 => self.change_permissions(),
            32..34 => self.member(),
            34..37 => self.change_role(),
            37..39 => self.custom_role(),
            39 => self.reassign_role(),
            40 => self.delete_role(),
            41..44 => self.change_tree(),
            44 => self.group(),
            45..47 => self.change_group(),
            47 => self.delete_group(),
            48..50 => self.change_rule(),
            50 => self.delete_rule(),
            51..53 => self.sharing_default(),
            53 => self.container(),
            54..57 => self.membership(),
            57..59 => self.leave(),
            59 => self.change_container(),
            60 => self.delete_container(),
            61..63 => self.switch(),
            _ => self.seldom(),
        }
    }

    fn change_tree(&mut self) {
        if self.positions().is_empty() {
            return;
        }
        match self.random.below(6) {
            0 => self.position(),
            1 => self.delete_position(),
            _ => self.move_position(),
        }
    }

    /// A rule changes, or another is made.
    fn change_rule(&mut self) {
        let rules = self.rule_ids();
        let number = self.number();
        let rule: SharingRuleId =
            self.random.maybe(50, &rules).unwrap_or_else(|| id(&format!("shr_{number}")));
        self.rule(rule);
    }

    fn switch(&mut self) {
        let features: Vec<FeatureId> = self.catalog().features.keys().cloned().collect();
        let feature = self.random.pick(&features);
        let on = self.random.chance(60);
        self.happened(Event::FeaturesSwitched { features: BTreeMap::from([(feature, on)]) });
    }

    fn seldom(&mut self) {
        match self.random.below(12) {
            0..3 => {
                let edition = id(self.random.pick(&["small", "large"]));
                self.happened(Event::EditionChanged { edition });
            }
            3..6 => self.adopt(),
            6..8 => self.happened(Event::OrganizationRenamed { name: id("Renamed") }),
            8..10 => self.happened(Event::SlugChanged { slug: id("renamed") }),
            10 => self.happened(Event::RecordsWritten { written: 1, deleted: 0 }),
            _ => self.happened(Event::OrganizationDeleted {}),
        }
    }

    /// Another product, or the same again. What it does not name any more stays as it is.
    pub(super) fn adopt(&mut self) {
        let all = if self.zoned { PRODUCTS } else { ZONED };
        let other = product(self.random.below(all)).hash.clone();
        self.happened(Event::CatalogAdopted { catalog: other });
    }
}
