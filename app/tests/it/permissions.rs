//! Who may do what, printed to a file that people review: a changed permission is a changed line.

use std::fmt::Write;

use super::every_process::reviewed;
use web::Audience;

#[test]
fn the_table_of_permissions_is_current() {
    let mut text = String::from(
        "# 权限表\n\nGenerated from the declarations of roles and routes by `make bless`. Review every changed line.\n\n## 角色 → 职权\n\n| 角色 | 名称 | 范围 | 职权 |\n|---|---|---|---|\n",
    );
    for role in renhe::roles().iter() {
        let scope = match role.scope {
            identity::Scope::Own => "本单位及下属",
            identity::Scope::County => "全县",
        };
        let _ = writeln!(text, "| {} | {} | {scope} | {} |", role.key, role.title, role.verbs.join(" "));
    }
    text.push_str("\n## 路由 → 对象\n\n| 方法 | 路径 | 对象 |\n|---|---|---|\n");
    let mut routes: Vec<web::RouteInfo> = web::list(&renhe::routes());
    routes.sort_by_key(|r| (r.path, r.method.to_string()));
    for route in routes {
        let audience = match route.audience {
            Audience::Public => "公众".to_owned(),
            Audience::Session => "已登录".to_owned(),
            Audience::Citizen => "群众账号".to_owned(),
            Audience::Staff => "工作人员".to_owned(),
            Audience::Verb(verb) => format!("职权 {verb}"),
        };
        let _ = writeln!(text, "| {} | `{}` | {audience} |", route.method, route.path);
    }
    reviewed("docs/permissions.md", &text);
}

#[test]
fn every_verb_of_a_route_belongs_to_a_role() {
    let roles = renhe::roles();
    let known: Vec<&str> = roles.iter().flat_map(|r| r.verbs.iter().copied()).collect();
    for route in web::list(&renhe::routes()) {
        if let Audience::Verb(verb) = route.audience {
            assert!(known.contains(&verb), "{} wants {verb}, which no role has", route.path);
        }
    }
}
