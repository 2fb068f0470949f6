using System.Buffers;

namespace Reasonator.Inference.Tokenization;

/// <summary>Collects ids up to a limit; grows from the given space into pooled arrays.</summary>
internal ref struct IdBuffer(Span<int> space, int limit)
{
    private Span<int> _ids = space;
    private int[]? _rented;
    private int _count;

    /// <summary>Adds an id; false when the limit is reached.</summary>
    public bool TryAdd(int id)
    {
        if (_count == limit)
        {
            return false;
        }

        if (_count == _ids.Length)
        {
            Grow();
        }

        _ids[_count++] = id;
        return true;
    }

    /// <summary>Adds as many ids as the limit allows; false when one was left over.</summary>
    public bool TryAdd(scoped ReadOnlySpan<int> ids)
    {
        foreach (var id in ids)
        {
            if (!TryAdd(id))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The ids with one more at the end, which the limit does not count. Ends the use of this buffer.</summary>
    public int[] ToArray(int last)
    {
        var ids = GC.AllocateUninitializedArray<int>(_count + 1);
        _ids[.._count].CopyTo(ids);
        ids[_count] = last;
        Return();
        return ids;
    }

    private void Grow()
    {
        var larger = ArrayPool<int>.Shared.Rent(2 * _count);
        _ids.CopyTo(larger);
        Return();
        _ids = _rented = larger;
    }

    private readonly void Return()
    {
        if (_rented is not null)
        {
            ArrayPool<int>.Shared.Return(_rented);
        }
    }
}
