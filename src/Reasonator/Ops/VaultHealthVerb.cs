using System.CommandLine;
using Reasonator.Hosting;
using Reasonator.Vault;

namespace Reasonator.Ops;

/// <summary><c>vault-health</c>: reads the secrets as the service does, on the dyno, and says what stands in the way.</summary>
internal static class VaultHealthVerb
{
    public static Command Create()
    {
        var command = new Command("vault-health", "Whether this process gets its secrets, and if not, at which door it is turned away. Run it on a dyno.");
        command.SetAction((_, stop) => RunAsync(Options(), TimeProvider.System, Console.Out, stop));
        return command;
    }

    private static VaultOptions Options() => ServiceOptions.Read(new ConfigurationBuilder().AddEnvironmentVariables().Build(), null).Vault
        ?? throw new ConfigurationException("No vault is configured: set INFISICAL_PROJECT_ID, INFISICAL_CLIENT_ID and INFISICAL_CLIENT_SECRET.");

    /// <summary>The exit code.</summary>
    public static async Task<int> RunAsync(VaultOptions options, TimeProvider time, TextWriter output, CancellationToken stop)
    {
        using var client = new VaultClient(options, time);
        try
        {
            var secrets = await client.ReadAsync(stop);
            await output.WriteLineAsync($"ok: {secrets.Names.Count} secrets of {options.Place}: {string.Join(", ", secrets.Names)}; the service token has {secrets.ServiceToken.Length} characters");
            if (secrets.Masked.Count > 0)
            {
                await output.WriteLineAsync($"{Word(Fault.MaskedSecret)}: {string.Join(", ", secrets.Masked)}: give the identity ReadValue");
            }

            return secrets.Masked.Count == 0 ? 0 : ReasonatorCommand.Failed;
        }
        catch (VaultException e)
        {
            await output.WriteLineAsync($"{Word(e.Fault)}: {e.Message}");
            return ReasonatorCommand.Failed;
        }
    }

    /// <summary>A word for scripts and for docs/incident.md.</summary>
    internal static string Word(Fault fault) => fault switch
    {
        Fault.AccessRejected => "cloudflare-refused",
        Fault.LoginRefused => "login-refused",
        Fault.LoginLocked => "login-locked",
        Fault.EmptyFolder => "folder-empty",
        Fault.MissingSecret => "secret-missing",
        Fault.MaskedSecret => "value-masked",
        Fault.InvalidSecret => "secret-invalid",
        Fault.Forbidden => "forbidden",
        Fault.NotFound => "project-unknown",
        Fault.RateLimited => "rate-limited",
        Fault.Unreachable or Fault.TooSlow or Fault.Unhealthy => "unreachable",
        _ => "unexpected-answer",
    };
}
