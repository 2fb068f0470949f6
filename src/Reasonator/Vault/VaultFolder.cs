using System.Net;
using System.Net.Http.Headers;

namespace Reasonator.Vault;

/// <summary>The listing of one folder: what is asked, and what the answers mean.</summary>
internal static class VaultFolder
{
    public static HttpRequestMessage Request(VaultOptions options, AccessToken token)
    {
        // The vault takes true and false in lower case only, and recursive brings the same name from several folders.
        var query = $"projectId={Uri.EscapeDataString(options.ProjectId)}" +
            $"&environment={Uri.EscapeDataString(options.Environment)}" +
            $"&secretPath={Uri.EscapeDataString(options.Path)}" +
            "&viewSecretValue=true&expandSecretReferences=true&recursive=false&include_imports=true";
        var request = new HttpRequestMessage(HttpMethod.Get, $"api/v4/secrets?{query}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        return request;
    }

    public static Secrets Accept(VaultReply reply, VaultOptions options) => reply.Status switch
    {
        HttpStatusCode.OK => Read(new VaultListing(reply.Body, Place(options))),
        _ when reply.RefusesToken => throw new VaultException(Fault.Forbidden,
            "The vault refuses the access token it has just issued: check the identity INFISICAL_CLIENT_ID there."),
        HttpStatusCode.Forbidden => throw new VaultException(Fault.Forbidden,
            $"The identity INFISICAL_CLIENT_ID may not read {Place(options)} (403): " +
            "grant it DescribeSecret and ReadValue there."),
        HttpStatusCode.NotFound => throw new VaultException(Fault.NotFound,
            $"The vault does not know {Place(options)} (404): check INFISICAL_PROJECT_ID, or create the folder."),
        var status => throw new VaultException(Fault.RequestRefused,
            $"The vault does not accept the request for {Place(options)} ({(int)status}): check INFISICAL_PROJECT_ID."),
    };

    private static string Place(VaultOptions options) =>
        $"the vault folder {options.Path} of environment {options.Environment}";

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
