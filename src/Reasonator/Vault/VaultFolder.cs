using System.Net;

namespace Reasonator.Vault;

/// <summary>The listing of one folder: what is asked, and what the answers mean.</summary>
internal static class VaultFolder
{
    /// <summary>The question; the caller signs it.</summary>
    public static HttpRequestMessage Request(VaultPlace place)
    {
        // The vault takes true and false in lower case only, and recursive brings the same name from several folders.
        var query = $"projectId={Uri.EscapeDataString(place.ProjectId)}" +
            $"&environment={Uri.EscapeDataString(place.Environment)}" +
            $"&secretPath={Uri.EscapeDataString(VaultPlace.Path)}" +
            "&viewSecretValue=true&expandSecretReferences=true&recursive=false&include_imports=true";
        return new HttpRequestMessage(HttpMethod.Get, $"api/v4/secrets?{query}");
    }

    public static Secrets Accept(VaultReply reply, VaultPlace place) => reply.Status switch
    {
        HttpStatusCode.OK => Read(new VaultListing(reply.Body, place.ToString())),
        _ when reply.RefusesToken => throw new VaultException(Fault.Forbidden,
            "The vault refuses the access token it has just issued: check the identity INFISICAL_CLIENT_ID there."),
        HttpStatusCode.Forbidden => throw new VaultException(Fault.Forbidden,
            $"The identity INFISICAL_CLIENT_ID may not read {place} (403): " +
            "grant it DescribeSecret and ReadValue there."),
        HttpStatusCode.NotFound => throw new VaultException(Fault.NotFound,
            $"The vault does not know {place} (404): check INFISICAL_PROJECT_ID, or create the folder."),
        var status => throw new VaultException(Fault.RequestRefused,
            $"The vault does not accept the request for {place} ({(int)status}): check INFISICAL_PROJECT_ID."),
    };

    private static Secrets Read(VaultListing listing) => new()
    {
        ServiceToken = listing.Required(Secrets.ServiceTokenName),
        PreviousServiceToken = listing.Optional(Secrets.PreviousServiceTokenName),
        OperatorToken = listing.Optional(Secrets.OperatorTokenName),
        SentryDsn = listing.Optional(Secrets.SentryDsnName),
        ModelSha = listing.Checksum(Secrets.ModelShaName),
        Masked = listing.MaskedAmong(
            Secrets.PreviousServiceTokenName, Secrets.OperatorTokenName, Secrets.SentryDsnName),
    };
}
