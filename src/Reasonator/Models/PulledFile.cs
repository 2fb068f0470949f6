namespace Reasonator.Models;

/// <summary>A file that a pull has brought, or found.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Sha256">Of its bytes, 64 hex digits.</param>
/// <param name="Size">Bytes.</param>
/// <param name="WasPinned">False when the manifest did not know its hash.</param>
/// <param name="WasThere">True when nothing had to be pulled.</param>
internal sealed record PulledFile(string Path, string Sha256, long Size, bool WasPinned, bool WasThere);
