using Reasonator.Hosting;
using Reasonator.Models;

namespace Reasonator.Runbook;

/// <summary>Which weights a deployed service must have.</summary>
internal static class ModelPin
{
    /// <summary>The pin of the manifest beside this binary, for the model that MODEL names; null where it pins none by itself.</summary>
    public static string? OfManifest(Credentials credentials)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "models", credentials.Find("MODEL") ?? ServiceOptions.EmbeddedModel);
        try
        {
            return OfManifest(ModelManifest.Read(folder));
        }
        catch (ModelException)
        {
            return null;
        }
    }

    /// <summary>Several files are hashed together, which their own hashes do not tell.</summary>
    public static string? OfManifest(ModelManifest manifest) =>
        manifest.Weights is [{ IsPinned: true } only] ? only.Sha256.ToLowerInvariant() : null;

    /// <summary>
    /// What is asked for, else FINBERT_MODEL_SHA of the operator's environment, else the vault's pin, to which the service
    /// holds itself, else the manifest's; null where nobody pins anything.
    /// </summary>
    public static async Task<string?> ExpectedAsync(Session session, string? asked, string? manifests, CancellationToken stop)
    {
        if ((asked ?? session.Credentials.Find(Vault.Secrets.ModelShaName)) is { } pin && pin != "unknown")
        {
            return pin.ToLowerInvariant();
        }

        var vaults = session.Credentials.HasVault
            ? (await session.Vault(session.Environment).ListAsync(stop)).Checksum(Vault.Secrets.ModelShaName)
            : null;
        return vaults ?? manifests;
    }
}
