using Reasonator.Runbook;

namespace Reasonator.Tests.Ops;

/// <summary>Step 6: a record in Cloudflare never leads to an empty app for long, and what it leads to has a certificate.</summary>
public sealed class DomainTests : OpsTests
{
    private protected override TimeProvider? Clock { get; } = new ShortPauses();

    [Theory]
    [InlineData(14, 0, "warning")]
    [InlineData(16, 1, "wrong")]
    public async Task A_record_that_leads_to_an_empty_app_is_borne_for_15_minutes(int minutes, int code, string kind)
    {
        (await World.WithAppAsync()).Domains[0].Created = World.Platform.Time.GetUtcNow().AddMinutes(-minutes);

        var answer = await LookAsync(resolves: true);

        answer.Ends(code);
        Assert.Contains("rack-staging.raxx.app has a DNS record and the app no release: deploy within 15 minutes of adding it, or remove the record", answer.Said(kind));
    }

    [Fact]
    public async Task Before_the_first_deploy_no_record_is_asked_for()
    {
        await World.WithAppAsync();

        (await LookAsync(resolves: false)).IsDone("add no CNAME for rack-staging.raxx.app yet");
    }

    [Fact]
    public async Task After_the_first_deploy_the_record_is_spelt_out()
    {
        var app = await World.WithCodeAsync();

        (await LookAsync(resolves: false)).IsDone($"add the CNAME rack-staging.raxx.app → {app.Domains[0].Target}, proxied", "WAF skip rule keyed on CF-Access-Client-Id");
    }

    [Fact]
    public async Task A_certificate_that_callers_refuse_is_wrong()
    {
        await World.WithCodeAsync();

        (await LookAsync(resolves: true, fault: "expired")).Ends(1, "rack-staging.raxx.app shows no valid certificate (expired)");
    }

    [Fact]
    public async Task A_record_with_a_valid_certificate_is_found()
    {
        await World.WithCodeAsync();

        (await LookAsync(resolves: true)).IsDone("rack-staging.raxx.app resolves, and its certificate is valid");
    }

    [Fact]
    public async Task A_target_that_the_platform_has_not_made_yet_is_asked_for_later()
    {
        (await World.WithAppAsync()).Domains[0].Target = null;

        (await LookAsync(resolves: false)).IsDone("its DNS target is not assigned yet: run this again in a minute");
    }

    private Task<OpsAnswer> LookAsync(bool resolves, string? fault = null)
    {
        World.Domains = new DomainProbe((_, _) => Task.FromResult(resolves), (_, _) => Task.FromResult(fault));
        return World.RunHereAsync(async (session, stop) => await DomainStep.EnsureAsync(session, await Releases.HasCodeAsync(session, stop), stop));
    }
}
