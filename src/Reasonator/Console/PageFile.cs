using System.Buffers.Text;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Reasonator.OperatorConsole;

/// <summary>
/// A file of the page. It lies in the assembly, which is mapped: what nobody asks for takes no memory. It needs no token,
/// because it says nothing of this process.
/// </summary>
internal sealed class PageFile
{
    public const string Prefix = "console/";

    private const string Index = "index.html";

    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly Assembly Binary = typeof(PageFile).Assembly;

    private readonly string _resource;
    private readonly string _type;
    private readonly Lazy<EntityTagHeaderValue> _tag;

    private PageFile(string resource)
    {
        _resource = resource;
        _type = MediaType(System.IO.Path.GetExtension(resource));
        var name = resource[Prefix.Length..];
        Path = name == Index ? "/console" : $"/console/{name}";
        _tag = new Lazy<EntityTagHeaderValue>(Tag);
    }

    /// <summary>Where it is served.</summary>
    public string Path { get; }

    public static IEnumerable<PageFile> All { get; } =
        [.. Binary.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => new PageFile(name))];

    public Task ServeAsync(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        // Asked for again each time, and answered with 304: after a deploy no part of the page is older than the others.
        context.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Stream(Open(), _type, entityTag: _tag.Value).ExecuteAsync(context);
    }

    private static string MediaType(string extension) => extension switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    };

    private Stream Open() => Binary.GetManifestResourceStream(_resource)!;

    private EntityTagHeaderValue Tag()
    {
        using var content = Open();
        return new EntityTagHeaderValue($"\"{Base64Url.EncodeToString(SHA256.HashData(content))}\"");
    }
}
