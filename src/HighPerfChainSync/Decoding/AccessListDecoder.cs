using HighPerfChainSync.Records;

namespace HighPerfChainSync.Decoding;

/// <summary>Decodes a transaction's access list (EIP-2930).</summary>
internal sealed class AccessListDecoder(DecodeContext context)
{
    private static readonly FieldTable<Field> s_fields = new("access list entry",
    [
        new("address", Field.Address, Required: true),
        new("storageKeys", Field.StorageKeys),
        new("storage_keys", Field.StorageKeys), // Frontier's name for it.
    ]);

    private readonly FieldOrder<Field> _fields = new(s_fields);

    private enum Field : byte
    {
        Address,
        StorageKeys,
    }

    public void DecodeAll(ref JsonCursor json, BlockData block, ref TransactionRecord transaction)
    {
        context.EnterArray(ref json);
        transaction.AccessListStart = block.AccessList.Count;
        for (int i = 0; context.NextItem(ref json, i); i++)
        {
            Decode(ref json, block, ref block.AccessList.Add());
        }

        transaction.AccessListCount = block.AccessList.Count - transaction.AccessListStart;
        transaction.Present |= TransactionFields.AccessList;
    }

    private void Decode(ref JsonCursor json, BlockData block, ref AccessListRecord entry)
    {
        bool hasKeys = false;
        ulong seen = 0;
        context.Enter(ref json, _fields);
        while (context.NextField(ref json, _fields, ref seen, out Field field))
        {
            switch (field)
            {
                case Field.Address:
                    entry.Address = JsonValue.ReadAddress(ref json, context);
                    break;
                case Field.StorageKeys:
                    if (hasKeys) context.Throw(ref json, "the storage keys appear under two names");
                    entry.StorageKeys = DataReader.ReadWords(ref json, context, block.Arena);
                    hasKeys = true;
                    break;
            }
        }

        if (!hasKeys) context.ThrowMissing("storageKeys");
        context.Leave();
    }
}
