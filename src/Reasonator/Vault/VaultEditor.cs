using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reasonator.Vault;

/// <summary>
/// An operator's hands in the vault: the folder and the secrets of one environment, written with the operator's own access
/// token. Readings are tried again; a change is sent once, since after a fault it may have been carried out.
/// </summary>
internal sealed class VaultEditor(VaultTransport transport, VaultPlace place, string token, TimeProvider time)
{
    /// <summary>The environment's slug.</summary>
    public string Environment => place.Environment;

    /// <exception cref="VaultException">The vault did not answer, or refuses the token.</exception>
    public async Task<bool> HasFolderAsync(CancellationToken stop)
    {
        var body = await ReadAsync(() => new HttpRequestMessage(HttpMethod.Get,
            $"api/v2/folders?projectId={Uri.EscapeDataString(place.ProjectId)}&environment={Uri.EscapeDataString(place.Environment)}&path=%2F"), stop);
        return VaultReply.Property(body, "folders") is { ValueKind: JsonValueKind.Array } folders
            && folders.EnumerateArray().Any(folder => VaultReply.Text(folder, "name") == VaultPlace.Folder);
    }

    public Task CreateFolderAsync(CancellationToken stop) => ChangeAsync(HttpMethod.Post, "api/v2/folders", new JsonObject
    {
        ["projectId"] = place.ProjectId,
        ["environment"] = place.Environment,
        ["name"] = VaultPlace.Folder,
        ["path"] = "/",
    }, stop);

    /// <summary>What the folder holds; a folder that is not there holds nothing.</summary>
    public async Task<VaultListing> ListAsync(CancellationToken stop) =>
        new(await ReadAsync(() => VaultFolder.Request(place), stop), place.ToString());

    public Task CreateAsync(string name, string value, CancellationToken stop) => ChangeAsync(HttpMethod.Post, Address(name), Body(value), stop);

    public Task UpdateAsync(string name, string value, CancellationToken stop) => ChangeAsync(HttpMethod.Patch, Address(name), Body(value), stop);

    public Task DeleteAsync(string name, CancellationToken stop) => ChangeAsync(HttpMethod.Delete, Address(name), Body(null), stop);

    private static string Address(string name) => $"api/v4/secrets/{Uri.EscapeDataString(name)}";

    private JsonObject Body(string? value)
    {
        var body = new JsonObject { ["projectId"] = place.ProjectId, ["environment"] = place.Environment, ["secretPath"] = VaultPlace.Path, ["type"] = "shared" };
        if (value is not null)
        {
            body["secretValue"] = value;
        }

        return body;
    }

    private async Task<JsonElement> ReadAsync(Func<HttpRequestMessage> make, CancellationToken stop)
    {
        using var patience = new VaultPatience(VaultClient.DefaultBudget, time, stop);
        return Accept(await patience.TryAsync(async attempt =>
        {
            using var request = make();
            return await SendAsync(request, attempt);
        }));
    }

    private async Task ChangeAsync(HttpMethod method, string path, JsonObject body, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        // An answer without the change means that somebody must approve it first.
        if (VaultReply.Property(Accept(await SendAsync(request, stop)), "approval") is not null)
        {
            throw new VaultException(Fault.Forbidden, $"A policy of the vault holds changes in {place} for approval: have this one approved, then run the command again.");
        }
    }

    private Task<VaultReply> SendAsync(HttpRequestMessage request, CancellationToken stop)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return transport.SendAsync(request, stop);
    }

    private JsonElement Accept(VaultReply reply) => reply.Status switch
    {
        HttpStatusCode.OK => reply.Body,
        _ when reply.RefusesToken => throw new VaultException(Fault.LoginRefused,
            "The vault refuses INFISICAL_TOKEN (wrong, expired or revoked): log in again and export the new access token."),
        HttpStatusCode.Forbidden => throw new VaultException(Fault.Forbidden,
            $"INFISICAL_TOKEN may not do this in {place} (403): use the operators' identity, with read and write there."),
        HttpStatusCode.NotFound => throw new VaultException(Fault.NotFound,
            $"The vault does not know {place}, or what is asked of it (404): check INFISICAL_PROJECT_ID, and run ops bootstrap for the folder."),
        var status => throw new VaultException(Fault.RequestRefused,
            $"The vault does not accept a request for {place} ({(int)status}): run the command again; if it stays so, compare the vault's version with this one's."),
    };
}
