using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Reasonator.Caching;

/// <summary>
/// A text as a certain model scores it: SHA-256 over the model's fingerprint and the text's UTF-8. Equal keys, equal
/// bits of the score; the text cannot be read back from it.
/// </summary>
internal readonly record struct TextKey(ulong First, ulong Second, ulong Third, ulong Fourth)
{
    private const int OnStack = 1024;

    /// <param name="fingerprint">What decides the bits besides the text.</param>
    /// <param name="text">The trimmed text; an unpaired surrogate counts as U+FFFD.</param>
    public static TextKey Of(string fingerprint, ReadOnlySpan<char> text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(fingerprint.Length + 1 + text.Length);
        var rented = most > OnStack ? ArrayPool<byte>.Shared.Rent(most) : null;
        var bytes = rented ?? stackalloc byte[OnStack];
        try
        {
            var length = Encoding.UTF8.GetBytes(fingerprint, bytes);
            // A byte that no UTF-8 holds: where the one ends and the other begins is never in doubt.
            bytes[length++] = 0xFF;
            length += Encoding.UTF8.GetBytes(text, bytes[length..]);
            Span<ulong> hash = stackalloc ulong[4];
            SHA256.HashData(bytes[..length], MemoryMarshal.AsBytes(hash));
            return new TextKey(hash[0], hash[1], hash[2], hash[3]);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    /// <summary>The hash is as good as any part of it.</summary>
    public override int GetHashCode() => (int)First;
}
