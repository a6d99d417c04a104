using HighPerfChainSync.Buffers;

namespace HighPerfChainSync.Kafka.Producing;

/// <summary>The slots of one producer. The index of a slot travels with each record as its opaque and comes back with its report.</summary>
/// <remarks>
/// A slot holds one reference to its arena, whatever the number of its records, so that a record costs no interlocked operation.
/// Slot 0 is that of copied records and is never closed. Thread: as of <see cref="DeliverySlot"/>.
/// </remarks>
internal sealed class DeliveryTable
{
    private readonly Stack<int> _free = new();
    private DeliverySlot[] _slots = [new DeliverySlot()];
    private int _current;

    /// <summary>Whether every record has been reported.</summary>
    public bool IsReported
    {
        get
        {
            foreach (DeliverySlot slot in _slots)
            {
                if (!slot.IsReported) return false;
            }

            return true;
        }
    }

    /// <summary>The slot of an index.</summary>
    public DeliverySlot this[int index] => Volatile.Read(ref _slots)[index];

    /// <summary>The index of the slot for the next record: the current one for as long as its arena stays the same.</summary>
    public int IndexFor(EncodedBlock? arena, ulong block)
    {
        if (arena is null)
        {
            _slots[0].Block = block;
            return 0;
        }

        return ReferenceEquals(_slots[_current].Arena, arena) ? _current : Open(arena, block);
    }

    /// <summary>Closes the slots of an arena if all of their records have been reported.</summary>
    public bool TryClose(EncodedBlock arena)
    {
        DeliverySlot[] slots = _slots;
        foreach (DeliverySlot slot in slots)
        {
            if (ReferenceEquals(slot.Arena, arena) && !slot.IsReported) return false;
        }

        for (int i = 1; i < slots.Length; i++)
        {
            if (ReferenceEquals(slots[i].Arena, arena)) Close(i);
        }

        return true;
    }

    /// <summary>Closes all slots: nothing reads their arenas any more.</summary>
    public void CloseAll()
    {
        for (int i = 1; i < _slots.Length; i++)
        {
            if (_slots[i].Arena is not null) Close(i);
        }
    }

    private int Open(EncodedBlock arena, ulong block)
    {
        if (!_free.TryPop(out int index)) index = Grow();
        DeliverySlot slot = _slots[index];
        slot.Arena = arena;
        slot.Block = block;
        arena.AddReference();
        _current = index;
        return index;
    }

    private void Close(int index)
    {
        EncodedBlock arena = _slots[index].Arena!;
        _slots[index].Arena = null;
        _free.Push(index);
        if (_current == index) _current = 0;
        arena.ReleaseReference();
    }

    private int Grow()
    {
        int first = _slots.Length;
        var slots = new DeliverySlot[first * 2];
        _slots.CopyTo(slots, 0);
        for (int i = slots.Length - 1; i >= first; i--)
        {
            slots[i] = new DeliverySlot();
            if (i > first) _free.Push(i);
        }

        // The event thread sees the new slots before any record can come back through one.
        Volatile.Write(ref _slots, slots);
        return first;
    }
}
