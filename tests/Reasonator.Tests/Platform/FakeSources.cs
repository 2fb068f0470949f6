using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Reasonator.Tests.Vault;

namespace Reasonator.Tests.Platform;

/// <summary>A place to put a source, and the storage behind it, whose addresses are signed.</summary>
internal sealed class FakeSources(Func<Uri> address)
{
    private readonly ConcurrentDictionary<string, (string Signature, byte[]? Bytes)> _blobs = new();

    public PlatformReply? Answer(PlatformCall call) => (call.Method, call.Path) switch
    {
        ("POST", ["sources"]) => Create(call.Body()),
        _ => null,
    };

    /// <summary>The uploaded archive; null where the address is not one of ours, or nothing was put there.</summary>
    public byte[]? Find(string url) => _blobs.FirstOrDefault(blob => GetUrl(blob.Key, blob.Value.Signature) == url).Value.Bytes;

    /// <summary>Null when the call is not for the storage.</summary>
    public PlatformReply? Storage(RecordedCall call)
    {
        if (!call.Path.StartsWith("/storage/", StringComparison.Ordinal))
        {
            return null;
        }

        var name = call.Path["/storage/".Length..];
        if (call.Method != "PUT" || !_blobs.TryGetValue(name, out var blob) || call.Query != $"?Signature=put-{blob.Signature}")
        {
            return PlatformReply.Storage(403, "AccessDenied", "Access Denied");
        }

        if (call.Headers.ContainsKey("Authorization"))
        {
            return PlatformReply.Storage(400, "InvalidArgument", "Only one auth mechanism allowed");
        }

        if (!string.IsNullOrEmpty(call.Headers.GetValueOrDefault("Content-Type")))
        {
            return PlatformReply.Storage(
                403, "SignatureDoesNotMatch", "The request signature we calculated does not match the one you provided.");
        }

        if (!call.Headers.ContainsKey("Content-Length"))
        {
            return PlatformReply.Storage(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");
        }

        // Single use.
        if (blob.Bytes is not null)
        {
            return PlatformReply.Storage(403, "AccessDenied", "Request has expired");
        }

        _blobs[name] = (blob.Signature, call.Bytes);
        return new PlatformReply(200, null);
    }

    private PlatformReply Create(JsonObject _)
    {
        var (name, signature) = ($"{Guid.NewGuid():N}", $"{Guid.NewGuid():N}");
        _blobs[name] = (signature, null);
        return new PlatformReply(201, new JsonObject
        {
            ["source_blob"] = new JsonObject
            {
                ["get_url"] = GetUrl(name, signature),
                ["put_url"] = $"{address()}storage/{name}?Signature=put-{signature}",
            },
        });
    }

    private string GetUrl(string name, string signature) => $"{address()}storage/{name}?Signature=get-{signature}";
}
