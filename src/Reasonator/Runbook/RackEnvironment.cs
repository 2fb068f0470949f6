namespace Reasonator.Runbook;

/// <summary>One of the two places where the service runs, with its name in each system.</summary>
/// <param name="Name">staging or prod: the command line's word, and the vault's slug.</param>
/// <param name="Label">The value of ENV: staging or production.</param>
/// <param name="Domain">What callers type.</param>
internal sealed record RackEnvironment(string Name, string Label, string Domain)
{
    public static readonly RackEnvironment Staging = new("staging", "staging", "rack-staging.raxx.app");
    public static readonly RackEnvironment Prod = new("prod", "production", "rack.raxx.app");

    /// <summary>The app's name; its own host name carries a random suffix and is asked for.</summary>
    public string App => $"raxx-rack-{Name}";

    /// <summary>The one that must share no secret with this one.</summary>
    public RackEnvironment Other => this == Staging ? Prod : Staging;

    /// <summary>The variables that hold the dyno's own, read-only vault identity.</summary>
    public string DynoClientIdVariable => $"RACK_{Name.ToUpperInvariant()}_INFISICAL_CLIENT_ID";

    public string DynoClientSecretVariable => $"RACK_{Name.ToUpperInvariant()}_INFISICAL_CLIENT_SECRET";

    public static RackEnvironment Parse(string name) => name == Prod.Name ? Prod : Staging;

    public override string ToString() => Name;
}
