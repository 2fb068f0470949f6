using Reasonator.Platform;

namespace Reasonator.Runbook;

/// <summary>Step 6: the domain. The platform's half is made here; Cloudflare's half is a person's, and comes after the first deploy.</summary>
internal static class DomainStep
{
    private static readonly TimeSpan LongestEmpty = TimeSpan.FromMinutes(15);

    public static async Task EnsureAsync(Session session, bool hasCode, CancellationToken stop)
    {
        var host = session.Environment.Domain;
        var there = Array.Find(await session.Platform.DomainsAsync(session.App, stop), domain => domain.Hostname == host);
        if (there is null)
        {
            there = await session.Platform.AddDomainAsync(session.App, host, stop);
            session.Report.Changed($"domain {host} attached; its DNS target is {Target(there)}");
        }
        else
        {
            session.Report.Found($"domain {host}; its DNS target is {Target(there)}");
        }

        await CheckDnsAsync(session, there, hasCode, stop);
    }

    /// <summary>The one output of the platform that somebody needs: it goes into the CNAME.</summary>
    public static string Target(Domain domain) => domain.Cname ?? "not assigned yet: run this again in a minute";

    /// <summary>Says whether the record leads where it may lead now.</summary>
    public static async Task CheckDnsAsync(Session session, Domain domain, bool hasCode, CancellationToken stop)
    {
        var (host, report) = (domain.Hostname, session.Report);
        var resolves = !session.IsRehearsal && await session.Domains.Resolves(host, stop);
        if (!resolves)
        {
            report.Manual(hasCode
                ? $"Cloudflare: add the CNAME {host} → {Target(domain)}, proxied, SSL mode Full (strict)"
                : $"Cloudflare: add no CNAME for {host} yet; deploy first, so that it never points at an empty app");
        }
        else if (!hasCode)
        {
            Action<string> say = session.Time.GetUtcNow() - domain.CreatedAt > LongestEmpty ? report.Wrong : report.Warning;
            say($"{host} has a DNS record and the app no release: deploy within {LongestEmpty.TotalMinutes:0} minutes of adding it, or remove the record");
        }
        else if (await session.Domains.CertificateFault(host, stop) is { } fault)
        {
            report.Wrong($"{host} shows no valid certificate ({fault}): set SSL in Cloudflare, and wait for it");
        }
        else
        {
            report.Found($"{host} resolves, and its certificate is valid");
        }

        report.Manual($"Cloudflare: where Access covers {host}, pair its policy with a WAF skip rule keyed on CF-Access-Client-Id for Raptor's calls (bot rules stop them otherwise)");
    }
}
