using Reasonator.Hosting;
using Reasonator.Vault;

namespace Reasonator.Runbook;

/// <summary>
/// What the operator's environment holds, asked for by name when a step needs it, so that each verb needs no more than it
/// uses. Never taken from arguments, which the shell's history and every process on the machine can read.
/// </summary>
internal sealed class Credentials(IConfiguration configuration, bool rehearsed)
{
    public const string PlatformKeyVariable = "HEROKU_API_KEY";
    public const string PlatformUrlVariable = "HEROKU_API_URL";
    public const string VaultTokenVariable = "INFISICAL_TOKEN";
    public const string ServiceTokenVariable = "RACK_SERVICE_TOKEN";

    public Uri PlatformUrl => Find(PlatformUrlVariable) is not { } url
        ? new Uri("https://api.heroku.com/")
        : Uri.TryCreate(url, UriKind.Absolute, out var uri) && PrivateUrl.Is(uri) && uri.PathAndQuery == "/"
            ? uri
            : throw new ConfigurationException($"{PlatformUrlVariable} must be an https URL without a path (http only to a loopback host): correct it, or leave it out.");

    public VaultGate Gate => VaultOptions.GateFrom(configuration);

    public bool HasVault => rehearsed || Find(VaultTokenVariable) is not null;

    /// <summary>The value; null where it is not set.</summary>
    public string? Find(string variable) => configuration[variable]?.Trim() is { Length: > 0 } value ? value : null;

    /// <summary>The value; empty in a rehearsal that has none.</summary>
    /// <param name="variable">Its name.</param>
    /// <param name="from">Where a person gets it.</param>
    /// <exception cref="RunbookException">It is not set.</exception>
    public string Require(string variable, string from) =>
        (Find(variable) ?? (rehearsed ? "" : throw new RunbookException($"{variable} is not set: {from}, and export it without writing it into a command.")))
            is var value && value.All(letter => letter is >= '!' and <= '~')
            ? value
            : throw new RunbookException($"{variable} holds a character that no header can carry: copy it again.");
}
