//! Kubernetes, containers and charts: what several areas read.

use super::*;

/// Gates that read any object of Kubernetes.
const MANIFEST_GATES: &[&str] = &["capacity", "policy", "drift", "crypto", "costs", "csp", "threats", "gitops"];

pub(super) const CLASSES: &[Class] = &[
    Class::new("kubernetes-manifest", &["11.2"], MANIFEST_GATES, "object of Kubernetes")
        .marked(&[within(
            DATA,
            &[
                Mark::Kube(
                    "",
                    &[
                        "Pod",
                        "Service",
                        "ConfigMap",
                        "Secret",
                        "Namespace",
                        "ServiceAccount",
                        "PersistentVolumeClaim",
                        "PersistentVolume",
                        "LimitRange",
                        "ResourceQuota",
                        "ReplicationController",
                        "Endpoints",
                        "List",
                        "Node",
                    ],
                ),
                Mark::Kube("apps", &[]),
                Mark::Kube("batch", &[]),
                Mark::Kube("autoscaling", &[]),
                Mark::Kube("policy", &[]),
                Mark::Kube("extensions", &[]),
                Mark::Kube("*.k8s.io", &[]),
                Mark::Kube("keda.sh", &[]),
                Mark::Kube("argoproj.io", &[]),
                Mark::Kube("*.istio.io", &[]),
                Mark::Kube("traefik.io", &[]),
                Mark::Kube("cert-manager.io", &[]),
                Mark::Kube("monitoring.coreos.com", &[]),
                Mark::Kube("external-secrets.io", &[]),
                Mark::Kube("bitnami.com", &[]),
                Mark::Kube("flagger.app", &[]),
                Mark::Kube("*.knative.dev", &[]),
            ],
        )])
        .except(&["kustomization.{yaml,yml}"]),
    Class::new("kubernetes-secret", &["5.7a"], &["crypto", "secrets"], "secret of Kubernetes, plain, sealed or external").marked(&[
        within(DATA, &[Mark::Kube("", &["Secret"]), Mark::Kube("bitnami.com", &["SealedSecret"]), Mark::Kube("external-secrets.io", &[])]),
    ]),
    Class::new("encryption-configuration", &["5.7b"], &["crypto"], "encryption at rest of the Kubernetes API server")
        .marked(&[within(DATA, &[Mark::Kube("apiserver.config.k8s.io", &["EncryptionConfiguration"])])]),
    Class::new("helm-chart", &[], &["gitops", "updates"], "chart of Helm").named(&["Chart.yaml"]),
    Class::new("helm-values", &[], &["gitops"], "values of a Helm chart").placed(&[
        "values.{yaml,yml}",
        "values-*.{yaml,yml}",
        "values.*.{yaml,yml}",
    ]),
    Class::new("kustomization", &[], &["gitops", "policy"], "overlay of Kustomize").named(&["kustomization.{yaml,yml}", "Kustomization"]),
    Class::new("compose", &[], &["threats", "scans", "updates"], "services of Docker Compose")
        .named(&["{docker-compose,compose}.{yaml,yml}", "{docker-compose,compose}.*.{yaml,yml}"]),
    Class::new("dockerfile", &[], &["scans", "updates", "sbom"], "build of a container image")
        .named(&["Dockerfile", "Dockerfile.*", "*.dockerfile", "Containerfile", "Containerfile.*"])
        .except(&["*.dockerignore"]),
];
