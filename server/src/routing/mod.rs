//! Routes and endpoints: which mail a server receives, and where it goes.
