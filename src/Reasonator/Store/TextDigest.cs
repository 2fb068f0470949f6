using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Reasonator.Store;

/// <summary>What is kept of a text: the SHA-256 of its UTF-8, and its length in UTF-16 units.</summary>
internal readonly record struct TextDigest(ulong First, ulong Second, ulong Third, ulong Fourth, int Length)
{
    private const int OnStack = 1024;

    /// <param name="text">The trimmed text; an unpaired surrogate counts as U+FFFD.</param>
    public static TextDigest Of(ReadOnlySpan<char> text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var rented = most > OnStack ? ArrayPool<byte>.Shared.Rent(most) : null;
        var bytes = rented ?? stackalloc byte[OnStack];
        try
        {
            Span<ulong> hash = stackalloc ulong[4];
            SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(text, bytes)], MemoryMarshal.AsBytes(hash));
            return new TextDigest(hash[0], hash[1], hash[2], hash[3], text.Length);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    /// <summary>The 32 bytes of the hash.</summary>
    public byte[] ToBytes() => MemoryMarshal.AsBytes((ReadOnlySpan<ulong>)[First, Second, Third, Fourth]).ToArray();
}
