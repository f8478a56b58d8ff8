//! OPA itself, through the C library that a Python wheel carries (`opa-golib-python-bindings`, `libopabridge.so`). This is the one
//! place where foreign code is called.

use std::ffi::{CStr, CString, c_char, c_int};

use anyhow::{Context, ensure};
use libloading::{Library, Symbol};

type New = unsafe extern "C" fn() -> u64;
type Free = unsafe extern "C" fn(*mut c_char);
type Add = unsafe extern "C" fn(u64, *const c_char, *const c_char) -> *mut c_char;
type Evaluate = unsafe extern "C" fn(u64, *const c_char, *const c_char, c_int, c_int) -> *mut c_char;

/// An instance of OPA with its policy and data. Queries are prepared once, inside.
pub struct Opa {
    library: Library,
    instance: u64,
    evaluate: Evaluate,
    free: Free,
}

impl Opa {
    pub fn load(path: &str, policy: &str, data: &str) -> anyhow::Result<Self> {
        // SAFETY: the library is OPA's, its exports have the types named above (read from the wheel's own bindings), and it
        // stays loaded as long as this value lives.
        let (library, instance, evaluate, free) = unsafe {
            let library = Library::new(path).with_context(|| format!("no library at {path}"))?;
            let new: Symbol<'_, New> = library.get(b"OpaNew")?;
            let instance = new();
            let evaluate = *library.get::<Evaluate>(b"OpaEvalDocument")?;
            let free = *library.get::<Free>(b"OpaFreeString")?;
            (library, instance, evaluate, free)
        };
        let opa = Self { library, instance, evaluate, free };
        opa.add(b"OpaAddPolicy", "access.rego", policy)?;
        opa.add(b"OpaAddData", "", data)?;
        Ok(opa)
    }

    fn add(&self, function: &[u8], path: &str, text: &str) -> anyhow::Result<()> {
        let (path, text) = (CString::new(path)?, CString::new(text)?);
        // SAFETY: both strings end with a zero and live until the call returns; OPA keeps copies.
        let answer = unsafe {
            let add: Symbol<'_, Add> = self.library.get(function)?;
            self.take(add(self.instance, path.as_ptr(), text.as_ptr()))
        };
        ensure!(!answer.contains("\"error\""), "{answer}");
        Ok(())
    }

    /// The answer to a query, as OPA wraps it in JSON.
    pub fn ask(&self, document: &CStr, input: &CStr) -> String {
        // SAFETY: both strings end with a zero and live until the call returns.
        unsafe { self.take((self.evaluate)(self.instance, document.as_ptr(), input.as_ptr(), 0, 0)) }
    }

    /// SAFETY: `answer` is a string that the library allocated and nobody has freed.
    unsafe fn take(&self, answer: *mut c_char) -> String {
        // SAFETY: see above; the bytes are copied before they are freed.
        unsafe {
            let text = CStr::from_ptr(answer).to_string_lossy().into_owned();
            (self.free)(answer);
            text
        }
    }
}
