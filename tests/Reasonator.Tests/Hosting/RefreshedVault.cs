using Microsoft.Extensions.DependencyInjection;
using Reasonator.Health;
using Reasonator.Hosting;
using Reasonator.Tests.Service;
using Reasonator.Vault;

namespace Reasonator.Tests.Hosting;

/// <summary>A vault that the service in this process reads, again when the test lets the time pass.</summary>
internal static class RefreshedVault
{
    /// <summary>Registers the vault as where the secrets come from.</summary>
    public static IServiceCollection AddVault(this IServiceCollection services, VaultOptions options, TimeProvider time) =>
        services.AddSingleton(provider => new SecretSource(provider.GetRequiredService<ServiceOptions>() with { Vault = options }, time));

    /// <summary>Lets the vault be read again, and waits until what it said is taken.</summary>
    public static Task RefreshedAsync(this ReasonatorApp app, CountingClock time, CancellationToken stop)
    {
        var (readiness, known) = (app.Get<Readiness>(), app.Get<Readiness>().Secrets);
        return PassAsync(time, "the secrets that were read anew are taken", () => !ReferenceEquals(readiness.Secrets, known), stop);
    }

    /// <summary>Lets the time pass after which the vault is read again, once, and waits for what comes of it.</summary>
    public static async Task PassAsync(CountingClock time, string what, Func<bool> condition, CancellationToken stop)
    {
        // The service is ready a moment before it waits.
        await Eventually.TrueAsync("the service waits for its next reading", () => time.TimersOf(SecretKeeper.Refresh) > 0, stop);
        time.Advance(SecretKeeper.Refresh);
        await Eventually.TrueAsync(what, condition, stop);
    }
}
