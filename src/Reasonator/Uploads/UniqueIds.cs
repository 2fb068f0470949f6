using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Reasonator.Uploads;

/// <summary>Sees that a result can be told from every other one of the file, which may be more than fit in memory: ids are kept as hashes.</summary>
internal sealed class UniqueIds
{
    private readonly HashSet<UInt128> _seen = [];
    private bool? _given;

    /// <exception cref="UploadException">An id stands there twice, or only some items have one: a line's number could be another's id.</exception>
    public InputItem Add(InputItem item)
    {
        _given ??= item.Id is not null;
        if (_given != item.Id is not null)
        {
            throw new UploadException($"line {item.Line}: it has {(_given.Value ? "no" : "an")} id, and the lines before have {(_given.Value ? "one" : "none")}; give every line an id, or none");
        }

        return item.Id is null || _seen.Add(Hash(item.Id))
            ? item
            : throw new UploadException($"line {item.Line}: its id stands in an earlier line");
    }

    // Half of a SHA-256: nobody can make two ids that meet.
    private static UInt128 Hash(string id) => MemoryMarshal.Read<UInt128>(SHA256.HashData(MemoryMarshal.AsBytes(id.AsSpan())));
}
