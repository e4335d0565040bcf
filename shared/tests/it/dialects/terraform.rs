//! Terraform files, read back with a parser of HCL and held against the provider's arguments.
