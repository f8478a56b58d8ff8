//! Hashes passwords with Argon2id, on threads of their own and few at a time: each takes its 19 MiB and its tens of
//! milliseconds, and many at once would be an attack on the machine.

use std::{hint::black_box, sync::Arc};

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{Error as Unsound, PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::{sync::Semaphore, task::spawn_blocking};

use crate::Password;

/// So many hashes are computed at once.
const AT_ONCE: usize = 2;
/// What a password is hashed with where there is no person: its only use is to take its time.
const SALT_OF_NOBODY: &[u8; 16] = b"salt of no one..";

/// What a hash costs. The default is the minimum that OWASP recommends: 19 MiB, two passes, one lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashCost {
    /// Memory in KiB.
    pub memory: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl HashCost {
    /// The least there is. For tests only: it protects nothing.
    pub const FOR_TESTS: Self = Self { memory: 8, passes: 1, lanes: 1 };
}

impl Default for HashCost {
    fn default() -> Self {
        Self { memory: Params::DEFAULT_M_COST, passes: Params::DEFAULT_T_COST, lanes: Params::DEFAULT_P_COST }
    }
}

/// Why a hash could not be computed or compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HashError {
    /// The configured cost is none that Argon2 knows.
    #[error("passwords cannot be hashed at this cost: {0}")]
    Cost(String),
    /// What is kept is no hash of ours.
    #[error("what is kept of the password is not readable: {0}")]
    Unreadable(String),
    /// The computation failed: no memory, or the program is ending.
    #[error("the password could not be hashed: {0}")]
    Failed(String),
}

/// Hashes and compares passwords.
#[derive(Debug, Clone)]
pub struct Hasher {
    argon: Argon2<'static>,
    permits: Arc<Semaphore>,
}

impl Hasher {
    /// A hasher at a cost. To be made once: what limits how many run at a time is in it, and its clones share it.
    pub fn new(cost: HashCost) -> Result<Self, HashError> {
        let params = Params::new(cost.memory, cost.passes, cost.lanes, None);
        let params = params.map_err(|error| HashError::Cost(error.to_string()))?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        Ok(Self { argon, permits: Arc::new(Semaphore::new(AT_ONCE)) })
    }

    /// The hash of a password, in PHC form, with a salt that was drawn at random.
    pub async fn hash(&self, password: Password, salt: [u8; 32]) -> Result<String, HashError> {
        let work = move |argon: &Argon2<'_>| {
            let hash = argon.hash_password_with_salt(password.as_bytes(), &salt);
            hash.map(|hash: PasswordHash| hash.to_string()).map_err(|error| failed(&error))
        };
        self.run(work).await
    }

    /// Whether a password is the one that was hashed. `None` stands for a person who is not known, or has none: the answer
    /// is no, and takes as long.
    pub async fn verify(&self, password: Password, kept: Option<String>) -> Result<bool, HashError> {
        let work = move |argon: &Argon2<'_>| match kept {
            Some(kept) => compare(argon, &password, &kept),
            None => nobody(argon, &password),
        };
        self.run(work).await
    }

    /// Whether a hash was made at another cost than today's, so that the password is to be hashed anew when it is next
    /// given rightly.
    pub fn needs_rehash(&self, kept: &str) -> bool {
        let Ok(hash) = PasswordHash::new(kept) else { return true };
        let made_with = Params::try_from(&hash).ok();
        let cost = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
        hash.algorithm.as_str() != "argon2id"
            || hash.version != Some(u32::from(Version::V0x13))
            || made_with.as_ref().map(cost) != Some(cost(self.argon.params()))
    }

    /// Runs on a thread that may be busy, as soon as there is a permit; the permit stays with the work even where nobody
    /// waits for it any more.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Argon2<'_>) -> Result<T, HashError> + Send + 'static,
    ) -> Result<T, HashError> {
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        let permit = permit.map_err(|error| HashError::Failed(error.to_string()))?;
        let argon = self.argon.clone();
        let done = spawn_blocking(move || {
            let result = work(&argon);
            drop(permit);
            result
        });
        done.await.map_err(|error| HashError::Failed(error.to_string()))?
    }
}

fn compare(argon: &Argon2<'_>, password: &Password, kept: &str) -> Result<bool, HashError> {
    let hash = PasswordHash::new(kept).map_err(|error| HashError::Unreadable(error.to_string()))?;
    match argon.verify_password(password.as_bytes(), &hash) {
        Ok(()) => Ok(true),
        Err(Unsound::PasswordInvalid) => Ok(false),
        Err(error) => Err(HashError::Unreadable(error.to_string())),
    }
}

fn nobody(argon: &Argon2<'_>, password: &Password) -> Result<bool, HashError> {
    let hash = argon.hash_password_with_salt(password.as_bytes(), SALT_OF_NOBODY);
    let hash: PasswordHash = hash.map_err(|error| failed(&error))?;
    black_box(hash);
    Ok(false)
}

fn failed(error: &Unsound) -> HashError {
    HashError::Failed(error.to_string())
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use tokio::task::yield_now;

    use super::*;

    fn cheap() -> Hasher {
        Hasher::new(HashCost::FOR_TESTS).unwrap()
    }

    fn password(text: &str) -> Password {
        Password::given(text)
    }

    #[tokio::test]
    async fn the_right_password_is_recognised_and_no_other() {
        let hasher = cheap();
        let kept = hasher.hash(password("correct horse"), [7; 32]).await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{kept}");
        assert_eq!(hasher.verify(password("correct horse"), Some(kept.clone())).await, Ok(true));
        assert_eq!(hasher.verify(password("Correct horse"), Some(kept.clone())).await, Ok(false));
        assert_eq!(hasher.verify(password(""), Some(kept)).await, Ok(false));
    }

    #[tokio::test]
    async fn the_same_password_with_another_salt_has_another_hash() {
        let hasher = cheap();
        let first = hasher.hash(password("correct horse"), [1; 32]).await;
        assert_ne!(first, hasher.hash(password("correct horse"), [2; 32]).await);
    }

    #[test]
    fn the_cost_is_what_is_recommended_unless_something_else_is_said() {
        let argon = Hasher::new(HashCost::default()).unwrap().argon;
        let params = argon.params();
        assert_eq!((params.m_cost(), params.t_cost(), params.p_cost()), (19_456, 2, 1));
        let none = Hasher::new(HashCost { memory: 1, ..HashCost::FOR_TESTS }).unwrap_err();
        assert!(matches!(none, HashError::Cost(_)), "{none}");
    }

    #[tokio::test]
    async fn a_hash_of_another_cost_still_counts_and_is_to_be_made_anew() {
        let old = cheap().hash(password("correct horse"), [7; 32]).await.unwrap();
        let hasher = Hasher::new(HashCost { memory: 16, ..HashCost::FOR_TESTS }).unwrap();
        assert_eq!(hasher.verify(password("correct horse"), Some(old.clone())).await, Ok(true));
        assert!(hasher.needs_rehash(&old) && !cheap().needs_rehash(&old));
        assert!(cheap().needs_rehash(&old.replace("argon2id", "argon2i")));
        assert!(cheap().needs_rehash("$2b$12$abc"));
    }

    #[tokio::test]
    async fn what_is_no_hash_of_ours_is_an_error_and_no_mismatch() {
        for kept in ["", "plain text", "$scrypt$ln=1,r=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNo"] {
            let error = cheap().verify(password("correct horse"), Some(kept.into())).await.unwrap_err();
            assert!(matches!(error, HashError::Unreadable(_)), "{kept}: {error}");
        }
    }

    #[tokio::test]
    async fn an_unknown_person_takes_as_long_as_a_wrong_password() {
        let hasher = Hasher::new(HashCost { memory: 1024, passes: 1, lanes: 1 }).unwrap();
        let kept = hasher.hash(password("correct horse"), [7; 32]).await.unwrap();
        let (mut somebody, mut nobody) = (Duration::MAX, Duration::MAX);
        // The fastest of several by turns: the machine may be busy with other things.
        for _ in 0..10 {
            somebody = somebody.min(time(&hasher, Some(kept.clone())).await);
            nobody = nobody.min(time(&hasher, None).await);
        }
        assert!(nobody * 3 > somebody && somebody * 3 > nobody, "{somebody:?} {nobody:?}");
    }

    async fn time(hasher: &Hasher, kept: Option<String>) -> Duration {
        let begun = Instant::now();
        assert_eq!(hasher.verify(password("wrong"), kept).await, Ok(false));
        begun.elapsed()
    }

    #[tokio::test]
    async fn no_more_than_two_run_at_once_whoever_asks() {
        let hasher = cheap();
        let busy = hasher.permits.clone().acquire_many_owned(2).await.unwrap();
        let clone = hasher.clone();
        let third = tokio::spawn(async move { clone.verify(password("wrong"), None).await });
        for _ in 0..10 {
            yield_now().await;
        }
        assert!(!third.is_finished());
        drop(busy);
        assert_eq!(third.await.unwrap(), Ok(false));
        assert_eq!(hasher.permits.available_permits(), 2);
    }
}
