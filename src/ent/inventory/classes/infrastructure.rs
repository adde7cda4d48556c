//! Area 14: infrastructure as code.

use super::*;

/// Gates that read Terraform.
const TERRAFORM_GATES: &[&str] = &["terraform", "policy", "drift", "audit", "crypto", "costs", "csp", "privacy"];

pub(super) const CLASSES: &[Class] = &[
    Class::new(
        "terraform",
        &["14.1", "5.7b", "5.7c", "6.1", "6.3", "11.1", "11.2"],
        TERRAFORM_GATES,
        "configuration of Terraform or OpenTofu",
    )
    .named(&["*.{tf,tofu}", "*.{tf,tofu}.json"])
    .sealed(),
    Class::new("terraform-variables", &["14.1"], &["terraform", "secrets", "costs"], "values of Terraform variables")
        .named(&["*.tfvars", "*.tfvars.json"])
        .sealed(),
    Class::new("terraform-lock", &["14.1"], &["terraform", "sbom", "updates"], "provider versions of Terraform")
        .named(&[".terraform.lock.hcl"])
        .sealed(),
    Class::new("terraform-state", &[], &["terraform", "secrets", "drift"], "state of Terraform")
        .named(&["*.tfstate", "*.tfstate.backup"])
        .sealed(),
    Class::new("terraform-plan", &["14.1", "14.4", "6.1", "11.1"], TERRAFORM_GATES, "plan of Terraform in JSON")
        .named(&["*.tfplan.json"])
        .marked(&[within(
            JSON,
            &[Mark::All(&[
                Mark::Key("format_version"),
                Mark::Any(&[Mark::Key("terraform_version"), Mark::Key("planned_values"), Mark::Key("resource_changes")]),
            ])],
        )]),
    Class::new("terragrunt", &["14.1"], &["terraform"], "configuration of Terragrunt")
        .named(&["terragrunt.hcl", "terragrunt.hcl.json"])
        .sealed(),
    Class::new("cloudformation", &["14.1"], &["policy"], "template of AWS CloudFormation").marked(&[within(
        &["*.yaml", "*.yml", "*.json", "*.template"],
        &[Mark::Key("AWSTemplateFormatVersion"), Mark::All(&[Mark::Key("Resources"), Mark::Text("AWS::")])],
    )]),
    Class::new("infrastructure-other", &["14.1"], &["policy"], "infrastructure as code of another tool (Pulumi, CDK, Ansible, Bicep)")
        .named(&["Pulumi.{yaml,yml}", "Pulumi.*.{yaml,yml}", "cdk.json", "ansible.cfg", "*.bicep", "*.pkr.hcl"])
        .marked(&[within(
            YAML,
            &[Mark::All(&[Mark::Item("hosts"), Mark::Any(&[Mark::Item("tasks"), Mark::Item("roles")])]), Mark::Item("import_playbook")],
        )]),
    Class::new("rego", &["14.2", "12.1"], &["policy", "access"], "policy in Rego").named(&["*.rego"]).sealed(),
    Class::new("conftest-config", &["14.2"], &["policy"], "settings of Conftest or OPA")
        .named(&["conftest.toml", ".manifest", "regal.{yaml,yml}"])
        .sealed(),
    Class::new("gatekeeper", &["14.2"], &["policy"], "template, constraint or test suite of Gatekeeper").marked(&[within(
        DATA,
        &[
            Mark::Kube("templates.gatekeeper.sh", &[]),
            Mark::Kube("constraints.gatekeeper.sh", &[]),
            Mark::Kube("test.gatekeeper.sh", &[]),
            Mark::Kube("config.gatekeeper.sh", &[]),
        ],
    )]),
    Class::new("admission-policy", &["14.2"], &["policy"], "policy of Kyverno or the Kubernetes API server").marked(&[within(
        DATA,
        &[
            Mark::Kube("kyverno.io", &[]),
            Mark::Kube("admissionregistration.k8s.io", &["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"]),
        ],
    )]),
    Class::new("argocd", &["14.3", "14.4"], &["gitops", "drift"], "Application, ApplicationSet or AppProject of Argo CD")
        .marked(&[within(DATA, &[Mark::Kube("argoproj.io", &["Application", "ApplicationSet", "AppProject"])])]),
    Class::new("flux", &["14.3", "14.4"], &["gitops", "drift"], "object of Flux")
        .marked(&[within(DATA, &[Mark::Kube("*.toolkit.fluxcd.io", &[])])]),
    Class::new("drift-report", &["14.4"], &["drift"], "result of a drift check (driftctl, live state)").marked(&[within(
        JSON,
        &[
            Mark::All(&[Mark::Key("summary"), Mark::Any(&[Mark::Key("differences"), Mark::Key("unmanaged")])]),
            Mark::All(&[Mark::Value("kind", "List"), Mark::Text("\"resourceVersion\"")]),
        ],
    )]),
];
