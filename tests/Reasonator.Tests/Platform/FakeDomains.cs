using System.Text.Json.Nodes;

namespace Reasonator.Tests.Platform;

/// <summary>Hostnames: the app's own and the custom ones.</summary>
internal sealed class FakeDomains(FakePlatform platform)
{
    public PlatformReply? Answer(PlatformCall call) => (call.Method, call.Path) switch
    {
        ("GET", ["apps", var app, "domains"]) => All(platform.App(app)),
        ("POST", ["apps", var app, "domains"]) => Add(platform.App(app), call.Body("hostname:string", "sni_endpoint:string|null")),
        _ => null,
    };

    private static PlatformReply All(FakeApp app) => PlatformReply.Of(new JsonArray(
        [Own(app), .. app.Domains.Select(domain => Custom(app, domain))]));

    private PlatformReply Add(FakeApp app, JsonObject body)
    {
        platform.Account.RequireCard();
        var hostname = ((string)body["hostname"]!).ToLowerInvariant();
        if (Uri.CheckHostName(hostname.Replace("*.", "", StringComparison.Ordinal)) != UriHostNameType.Dns || !hostname.Contains('.', StringComparison.Ordinal))
        {
            throw PlatformRefusal.Invalid($"{hostname} is not a valid hostname.");
        }

        if (body["sni_endpoint"] is not null)
        {
            throw PlatformRefusal.NotFound("sni endpoint");
        }

        if (platform.Apps.Values.FirstOrDefault(other => other.Domains.Any(domain => domain.Hostname == hostname)) is { } owner)
        {
            throw PlatformRefusal.Invalid(owner == app
                ? $"Domain already added to this app: {hostname}."
                : $"{hostname} is currently in use by another app.");
        }

        var added = new FakeDomain(hostname, platform.Time.GetUtcNow());
        app.Domains.Add(added);
        return new PlatformReply(201, Custom(app, added));
    }

    private static JsonObject Own(FakeApp app) => new JsonObject
    {
        ["acm_status"] = null,
        ["acm_status_reason"] = null,
        ["app"] = app.Reference,
        ["cname"] = null,
        ["created_at"] = app.Created,
        ["hostname"] = app.DefaultHost,
        ["id"] = app.Id,
        ["kind"] = "heroku",
        ["sni_endpoint"] = null,
        ["status"] = "succeeded",
        ["updated_at"] = app.Created,
    };

    private static JsonObject Custom(FakeApp app, FakeDomain domain) => new JsonObject
    {
        ["acm_status"] = domain.AcmStatus,
        ["acm_status_reason"] = domain.AcmStatus is "failing" or "failed" ? "Failed to find DNS records." : null,
        ["app"] = app.Reference,
        ["cname"] = domain.Target,
        ["created_at"] = domain.Created,
        ["hostname"] = domain.Hostname,
        ["id"] = domain.Id,
        ["kind"] = "custom",
        ["sni_endpoint"] = null,
        ["status"] = domain.Status,
        ["updated_at"] = domain.Created,
    };
}
